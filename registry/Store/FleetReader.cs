using Cartel.Registry.Broker;

namespace Cartel.Registry.Store;

/// <summary>Reads what the matchmaker decides on.</summary>
internal static class FleetReader
{
    public static async Task<Fleet> ReadAsync(IMetadataStore store, TaskKey task, CancellationToken cancellation)
    {
        var agents = await store.AgentsAsync(task, cancellation);
        var open = await store.OpenTransfersAsync(task, cancellation);
        return new Fleet(agents, [.. open.Select(static stored => stored.Transfer)]);
    }
}
