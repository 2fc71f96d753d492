using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>Reads what the matchmaker decides on.</summary>
internal sealed class FleetReader(ReplicaStore store, IPartStore parts)
{
    /// <summary>All that counts for a request of one target.</summary>
    public async Task<Fleet> ReadAsync(TaskKey task, string target, CancellationToken cancellation) =>
        await AsSeenByAsync(await ReadAsync(task, cancellation), task, target, cancellation);

    /// <summary>The agents, and the transfers that have not ended.</summary>
    public async Task<Fleet> ReadAsync(TaskKey task, CancellationToken cancellation)
    {
        if (await store.FindFleetAsync(task, cancellation) is not { } fleet) return new Fleet([], []);

        var open = await store.OpenTransfersAsync(task, cancellation);
        return new Fleet(fleet.Agents, [.. open.Select(static stored => stored.Transfer)]) { Index = fleet.Find };
    }

    /// <summary>The same with what may be had beside them, and what outcomes say of donors to a target.</summary>
    public async Task<Fleet> AsSeenByAsync(Fleet fleet, TaskKey task, string target, CancellationToken cancellation)
    {
        var zoo = await store.ZooAsync(task, cancellation);
        var relay = await parts.LookAsync(task.Namespace, [.. zoo.SelectMany(static entry => entry.Parts).Select(static part => part.Sha256)], cancellation);
        return fleet with
        {
            Ratings = await store.RatingsAsync(task, target, cancellation),
            Recalled = await store.RecalledAsync(task.Namespace, cancellation),
            Zoo = [.. zoo.Where(entry => entry.Parts.All(part => relay.Has(part.Sha256)))],
        };
    }
}
