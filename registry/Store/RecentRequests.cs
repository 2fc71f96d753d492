using System.Collections.Concurrent;
using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Store;

/// <summary>Who asked for what lately: kept up to date by reading, once a second at most, the transfers that are new.</summary>
/// <remarks>Thread-safe: two who read at once read the same.</remarks>
internal sealed class RecentRequests(IMetadataStore store)
{
    private const int Stretch = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TaskKey, Look> _looks = new();

    /// <summary>The classes that spread (<see cref="Emergence.Waves"/>).</summary>
    public async Task<IReadOnlyList<Wave>> WavesAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        var known = _looks.GetValueOrDefault(task);
        if (known is not null && now >= known.At && now - known.At < LookEvery) return known.Waves;

        // While one looks others take what was seen a moment ago.
        if (known is not null) _looks.TryUpdate(task, known with { At = now }, known);
        return await NewWavesAsync(task, now, cancellation);
    }

    /// <summary>The same, looked at now whenever the last look was.</summary>
    public async Task<IReadOnlyList<Wave>> NewWavesAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        var known = _looks.GetValueOrDefault(task);
        var recent = await ReadAsync(task, known?.Recent ?? [], now, cancellation);
        var waves = Emergence.Waves(recent, now);
        _looks[task] = new Look(now, recent, waves);
        return waves;
    }

    // Newest first. The latest stretch is read in any case: where clocks of replicas differ, what comes later may have an earlier id.
    private async Task<IReadOnlyList<Transfer>> ReadAsync(TaskKey task, IReadOnlyList<Transfer> known, DateTimeOffset now, CancellationToken cancellation)
    {
        var read = new List<Transfer>();
        IReadOnlyList<Transfer> stretch;
        do
        {
            stretch = await store.TransfersAsync(task, read.Count > 0 ? read[^1].Id : null, Stretch, cancellation);
            // Offers and receipts are most of a transfer, and nobody looks at them here.
            read.AddRange(stretch.Select(static transfer => transfer with { Offers = [], Receipt = null }));
        }
        while (stretch.Count == Stretch && now - stretch[^1].CreatedAt < Emergence.Recent && (known.Count == 0 || string.CompareOrdinal(stretch[^1].Id, known[0].Id) > 0));

        return [.. read.Concat(known).Where(transfer => now - transfer.CreatedAt < Emergence.Recent).DistinctBy(static transfer => transfer.Id)];
    }

    private sealed record Look(DateTimeOffset At, IReadOnlyList<Transfer> Recent, IReadOnlyList<Wave> Waves);
}
