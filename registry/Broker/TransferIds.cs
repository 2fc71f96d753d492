using System.Diagnostics.CodeAnalysis;
using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>Ids of transfers: <c>task.32-hexadecimal-digits</c>, growing with time within a task.</summary>
/// <remarks>The task is in it so that any replica finds the transfer in the task's own part of the store.</remarks>
internal static class TransferIds
{
    public static string Next(string task, DateTimeOffset now) => $"{task}.{Guid.CreateVersion7(now):N}";

    public static bool TryTask(string id, [NotNullWhen(true)] out string? task)
    {
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        task = dot > 0 ? id[..dot] : null;
        return Names.IsValid(task) && Guid.TryParseExact(id[(dot + 1)..], "N", out _);
    }
}
