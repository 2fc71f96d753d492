using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Store;

/// <summary>Reads what the matchmaker decides on.</summary>
internal sealed class FleetReader(IMetadataStore store, IPartStore parts)
{
    /// <param name="task">Whose fleet.</param>
    /// <param name="target">For whom: what outcomes say of donors to it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Fleet> ReadAsync(TaskKey task, string target, CancellationToken cancellation)
    {
        var agents = await store.AgentsAsync(task, cancellation);
        var open = await store.OpenTransfersAsync(task, cancellation);
        return new Fleet(agents, [.. open.Select(static stored => stored.Transfer)])
        {
            Ratings = await store.RatingsAsync(task, target, cancellation),
            Recalled = await store.RecalledAsync(task.Namespace, cancellation),
            Zoo = [.. (await store.ZooAsync(task, cancellation)).Where(entry => IsHere(task, entry))],
        };
    }

    private bool IsHere(TaskKey task, ZooEntry entry) => entry.Parts.All(part => parts.Has(task.Namespace, part.Sha256));
}
