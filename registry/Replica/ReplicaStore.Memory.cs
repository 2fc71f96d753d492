using System.Collections.Concurrent;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <content>What outlasts a transfer: ratings, past parts, recalls.</content>
internal sealed partial class ReplicaStore
{
    private readonly ConcurrentDictionary<string, RecalledParts> _recalled = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _looking = new(StringComparer.Ordinal);

    /// <summary>What outcomes say of a task's donors and parts, whoever asks.</summary>
    public async ValueTask<Ratings> RatingsAsync(TaskKey task, CancellationToken cancellation) =>
        await FindReplicaAsync(task, cancellation) is { } replica ? await replica.RatingsAsync(cancellation) : Ratings.None;

    public async Task<Ratings> RatingsAsync(TaskKey task, string target, CancellationToken cancellation) =>
        (await RatingsAsync(task, cancellation)).With(await store.TogetherAsync(task, target, cancellation));

    public Task<Ratings> TogetherAsync(TaskKey task, string target, CancellationToken cancellation) => store.TogetherAsync(task, target, cancellation);

    public async Task<IReadOnlyList<Protocol.ZooEntry>> ZooAsync(TaskKey task, CancellationToken cancellation) =>
        await FindReplicaAsync(task, cancellation) is { } replica ? await replica.ZooAsync(cancellation) : [];

    public async Task ChangeZooAsync(TaskKey task, ZooChange change, CancellationToken cancellation)
    {
        await store.ChangeZooAsync(task, change, cancellation);
        if (_tasks.TryGetValue(task, out var replica)) replica.DropZoo();
    }

    public Task<long> RecallNumberAsync(string ns, CancellationToken cancellation) => store.RecallNumberAsync(ns, cancellation);

    public async Task<IReadOnlySet<string>> RecalledAsync(string ns, CancellationToken cancellation)
    {
        var known = _recalled.GetValueOrDefault(ns);
        var age = known is null || !store.IsShared ? TimeSpan.MaxValue : time.GetElapsedTime(known.CheckedAt);
        if (age < TaskReplica.MostAge / 2) return known!.Hashes;

        // One looks ahead of time, and meanwhile the others take what is known.
        var isFirst = _looking.TryAdd(ns, 0);
        if (!isFirst && age < TaskReplica.MostAge) return known!.Hashes;

        try
        {
            return await LookForRecalledAsync(ns, known, cancellation);
        }
        finally
        {
            if (isFirst) _looking.TryRemove(ns, out _);
        }
    }

    private async Task<IReadOnlySet<string>> LookForRecalledAsync(string ns, RecalledParts? known, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var number = await store.RecallNumberAsync(ns, cancellation);
        var hashes = known?.Number == number ? known.Hashes : await store.RecalledAsync(ns, cancellation);
        _recalled[ns] = new RecalledParts(number, hashes, began);
        return hashes;
    }

    public async Task RecallAsync(string ns, IReadOnlyList<string> sha256, DateTimeOffset at, NewEvent recalled, CancellationToken cancellation)
    {
        await store.RecallAsync(ns, sha256, at, recalled, cancellation);
        _recalled.TryRemove(ns, out _);
    }

    private sealed record RecalledParts(long Number, IReadOnlySet<string> Hashes, long CheckedAt);
}
