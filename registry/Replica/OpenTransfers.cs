using System.Collections.Concurrent;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>A task's transfers that have not ended, read from a shared store four times a second at most.</summary>
/// <remarks>What this replica opens and moves is seen at once, so that of many requests in a moment each knows whom the others chose; only what
/// falls into the instant of a reading may be missed until the next.</remarks>
internal sealed class OpenTransfers(TaskKey task, IMetadataStore store, TimeProvider time)
{
    private static readonly TimeSpan MostAge = TimeSpan.FromMilliseconds(250);

    private Look? _look;

    public async ValueTask<IReadOnlyList<StoredTransfer>> ReadAsync(CancellationToken cancellation)
    {
        var look = Volatile.Read(ref _look);
        if (look is null || time.GetElapsedTime(look.At) >= MostAge)
        {
            var began = time.GetTimestamp();
            var read = await store.OpenTransfersAsync(task, cancellation);
            look = new Look(began, new(read.Select(static one => KeyValuePair.Create(one.Transfer.Id, one)), StringComparer.Ordinal));
            Volatile.Write(ref _look, look);
        }

        return [.. look.Transfers.Values.OrderBy(static one => one.Transfer.Id, StringComparer.Ordinal)];
    }

    public void Put(StoredTransfer changed)
    {
        if (Volatile.Read(ref _look)?.Transfers is not { } transfers) return;

        if (TransferChange.IsOpen(changed.Transfer)) transfers[changed.Transfer.Id] = changed;
        else transfers.TryRemove(changed.Transfer.Id, out _);
    }

    private sealed record Look(long At, ConcurrentDictionary<string, StoredTransfer> Transfers);
}
