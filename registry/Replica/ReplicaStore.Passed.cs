using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <content>What is passed on as it is.</content>
internal sealed partial class ReplicaStore
{
    public Task<string?> PingAsync(CancellationToken cancellation) => store.PingAsync(cancellation);

    public Task<IReadOnlyList<TaskKey>> TaskKeysAsync(CancellationToken cancellation) => store.TaskKeysAsync(cancellation);

    public Task<IReadOnlyList<TaskManifest>> TasksAsync(string ns, CancellationToken cancellation) => store.TasksAsync(ns, cancellation);

    public Task<FeedPage?> ChangesAsync(TaskKey task, FeedMark after, TaskVersions versions, int limit, CancellationToken cancellation) =>
        store.ChangesAsync(task, after, versions, limit, cancellation);

    public Task<IReadOnlyList<HistoryPoint>> HistoryAsync(AgentKey agent, CancellationToken cancellation) => store.HistoryAsync(agent, cancellation);

    public Task<IReadOnlyList<LapsedLease>> LapsedAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation) =>
        store.LapsedAsync(task, now, cancellation);

    public Task<bool> MarkLostAsync(AgentKey agent, LapsedLease lapse, NewEvent lost, CancellationToken cancellation) =>
        store.MarkLostAsync(agent, lapse, lost, cancellation);

    public Task<int> CountLeasesAsync(TaskKey task, CancellationToken cancellation) => store.CountLeasesAsync(task, cancellation);

    public async Task<Opening> OpenTransferAsync(
        TaskKey task, Transfer transfer, Idempotency idempotency, IReadOnlyList<NewEvent> events, CancellationToken cancellation)
    {
        var opening = await store.OpenTransferAsync(task, transfer, idempotency, events, cancellation);
        if (opening is { Outcome: IdempotencyOutcome.New, Transfer: { } opened } && _tasks.TryGetValue(task, out var replica)) replica.Open.Put(new StoredTransfer(opened, 1));
        return opening;
    }

    public Task<Opening?> FindOpeningAsync(TaskKey task, Idempotency idempotency, CancellationToken cancellation) =>
        store.FindOpeningAsync(task, idempotency, cancellation);

    public Task<StoredTransfer?> FindTransferAsync(TaskKey task, string id, CancellationToken cancellation) =>
        store.FindTransferAsync(task, id, cancellation);

    public Task<IReadOnlyList<Transfer>> TransfersAsync(TaskKey task, string? afterId, int count, CancellationToken cancellation) =>
        store.TransfersAsync(task, afterId, count, cancellation);

    public async Task<IReadOnlyList<StoredTransfer>> OpenTransfersAsync(TaskKey task, CancellationToken cancellation)
    {
        if (!store.IsShared) return await store.OpenTransfersAsync(task, cancellation);

        return await FindReplicaAsync(task, cancellation) is { } replica ? await replica.Open.ReadAsync(cancellation) : [];
    }

    public async Task<bool> ReplaceTransferAsync(TaskKey task, TransferChange change, CancellationToken cancellation)
    {
        var replaced = await store.ReplaceTransferAsync(task, change, cancellation);
        if (!replaced || !_tasks.TryGetValue(task, out var replica)) return replaced;

        replica.Open.Put(new StoredTransfer(change.After, change.Before.Version + 1));
        if (change.Ratings.Count > 0) replica.DropRatings();
        return true;
    }

    public Task RequestPartsAsync(AgentKey donor, string transferId, IReadOnlyList<string> sha256, DateTimeOffset at, CancellationToken cancellation) =>
        store.RequestPartsAsync(donor, transferId, sha256, at, cancellation);

    public Task<IReadOnlyList<PartRequest>> InboxAsync(AgentKey agent, long after, CancellationToken cancellation) =>
        store.InboxAsync(agent, after, cancellation);

    public Task<IdempotencyOutcome> SignalAsync(TaskKey task, Idempotency idempotency, NewEvent signal, CancellationToken cancellation) =>
        store.SignalAsync(task, idempotency, signal, cancellation);

    public Task<EventPage> EventsAsync(string ns, long after, int limit, CancellationToken cancellation) =>
        store.EventsAsync(ns, after, limit, cancellation);

    public Task<long> EventTailAsync(string ns, int count, CancellationToken cancellation) => store.EventTailAsync(ns, count, cancellation);

    public Task DeliverAsync(TaskKey task, CancellationToken cancellation) => store.DeliverAsync(task, cancellation);

    public Task TidyAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation) => store.TidyAsync(task, now, cancellation);
}
