using System.Diagnostics.CodeAnalysis;
using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>Ids of transfers: <c>task.32-hexadecimal-digits</c>, growing with time within a task.</summary>
/// <remarks>The task is in it so that any replica finds the transfer in the task's own part of the store. The digits are those of a
/// UUID of version 7 (RFC 9562): milliseconds first, then chance, which comes from outside so that a simulation can repeat itself.</remarks>
/// <param name="random">Owned from now on.</param>
internal sealed class TransferIds(Random random)
{
    private readonly Lock _drawing = new();

    /// <summary>Another id.</summary>
    public string Next(string task, DateTimeOffset now)
    {
        Span<byte> chance = stackalloc byte[10];
        lock (_drawing) random.NextBytes(chance);
        return $"{task}.{now.ToUnixTimeMilliseconds():x12}7{Convert.ToHexStringLower(chance)[1..]}";
    }

    public static bool TryTask(string id, [NotNullWhen(true)] out string? task)
    {
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        task = dot > 0 ? id[..dot] : null;
        return Names.IsValid(task) && Guid.TryParseExact(id[(dot + 1)..], "N", out _);
    }
}
