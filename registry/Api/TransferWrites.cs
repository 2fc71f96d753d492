using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Api;

/// <summary>Finds and changes transfers by their ids, which name their tasks.</summary>
internal static class TransferWrites
{
    /// <summary>A transfer as it stands, or null.</summary>
    public static async Task<Transfer?> FindAsync(string ns, string id, IMetadataStore store, CancellationToken cancellation) =>
        (await LookAsync(store, ns, id, cancellation))?.Stored.Transfer;

    /// <summary>Makes the change that is decided on what stands, however often somebody else is faster.</summary>
    public static Task<Checked<Transfer>> ChangeAsync(
        string ns, string id, IMetadataStore store, Func<StoredTransfer, Checked<TransferChange>> decide, RegistryMeter meter, CancellationToken cancellation) =>
        ChangeAsync(ns, id, store, stored => Task.FromResult(decide(stored)), meter, cancellation);

    /// <summary>The same for a decision that takes a look elsewhere.</summary>
    public static async Task<Checked<Transfer>> ChangeAsync(
        string ns, string id, IMetadataStore store, Func<StoredTransfer, Task<Checked<TransferChange>>> decide, RegistryMeter meter, CancellationToken cancellation)
    {
        while (true)
        {
            if (await LookAsync(store, ns, id, cancellation) is not { } found) return None(id);
            if (!(await decide(found.Stored)).TryGet(out var change, out var refusal)) return refusal;

            // False: somebody changed it between reading and writing; decide again on what it is now.
            if (change.IsNothing) return change.After;
            if (!await store.ReplaceTransferAsync(found.Task, change, cancellation)) continue;

            if (change.After.State != found.Stored.Transfer.State) meter.Moved(change.After.State);
            return change.After;
        }
    }

    public static Refusal None(string id) => Refusals.TransferNotFound.Because($"There is no transfer “{id}” in this namespace.");

    private static async Task<Found?> LookAsync(IMetadataStore store, string ns, string id, CancellationToken cancellation)
    {
        if (!TransferIds.TryTask(id, out var task)) return null;

        var key = new TaskKey(ns, task);
        return await store.FindTransferAsync(key, id, cancellation) is { } stored ? new Found(key, stored) : null;
    }

    private sealed record Found(TaskKey Task, StoredTransfer Stored);
}
