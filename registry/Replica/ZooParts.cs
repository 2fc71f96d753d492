using System.Collections.Concurrent;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>Which of a task's past parts are in the relay: looked at with every publication, and read at most once a second of a shared store.</summary>
internal sealed class ZooParts(ReplicaStore store, IPartStore parts, TimeProvider time)
{
    private readonly ConcurrentDictionary<TaskKey, Look> _looks = new();

    public async ValueTask<Relayed> LookAsync(TaskKey task, IReadOnlyList<ZooEntry> zoo, CancellationToken cancellation)
    {
        var known = _looks.GetValueOrDefault(task);
        if (store.IsShared && known is not null && ReferenceEquals(known.Zoo, zoo) && time.GetElapsedTime(known.At) < TaskReplica.MostAge)
            return known.Parts;

        // While one looks others take what was seen a moment ago.
        var began = time.GetTimestamp();
        if (store.IsShared && known is not null && ReferenceEquals(known.Zoo, zoo)) _looks.TryUpdate(task, known with { At = began }, known);
        string[] hashes = [.. zoo.SelectMany(static entry => entry.Parts).Select(static part => part.Sha256).Distinct(StringComparer.Ordinal)];
        var look = new Look(began, zoo, await parts.LookAsync(task.Namespace, hashes, cancellation));
        if (store.IsShared) _looks[task] = look;
        return look.Parts;
    }

    private sealed record Look(long At, IReadOnlyList<ZooEntry> Zoo, Relayed Parts);
}
