using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <content>Transfers, idempotency keys and inboxes.</content>
internal sealed partial class MemoryStore
{
    private long _lastCursor;

    public Task<Opening> OpenTransferAsync(
        TaskKey task, Transfer transfer, Idempotency idempotency, IReadOnlyList<NewEvent> events, CancellationToken cancellation) => Step(() =>
    {
        if (FindOpening(task, idempotency) is { } before) return before;

        var record = _tasks[task];
        record.Keys[(idempotency.Operation, idempotency.Key)] = (idempotency, transfer.Id);
        Put(record, new StoredTransfer(transfer, 1));
        if (record.Transfers.Count > Keep.Transfers) Drop(record, record.Transfers.Keys.First());
        foreach (var happened in events) Append(task.Namespace, happened);
        return new Opening(IdempotencyOutcome.New, transfer);
    });

    public Task<Opening?> FindOpeningAsync(TaskKey task, Idempotency idempotency, CancellationToken cancellation) =>
        Step(() => FindOpening(task, idempotency));

    public Task<StoredTransfer?> FindTransferAsync(TaskKey task, string id, CancellationToken cancellation) => Step(() => Find(task, id));

    public Task<IReadOnlyList<Transfer>> TransfersAsync(TaskKey task, string? afterId, int count, CancellationToken cancellation) =>
        Step<IReadOnlyList<Transfer>>(() =>
        [
            .. _tasks[task].Transfers.Reverse().Where(pair => afterId is null || string.CompareOrdinal(pair.Key, afterId) < 0)
                .Take(count).Select(static pair => pair.Value.Transfer),
        ]);

    public Task<IReadOnlyList<StoredTransfer>> OpenTransfersAsync(TaskKey task, CancellationToken cancellation) =>
        Step<IReadOnlyList<StoredTransfer>>(() => [.. _tasks[task].Open.Values]);

    public Task<bool> ReplaceTransferAsync(TaskKey task, TransferChange change, CancellationToken cancellation) => Step(() =>
    {
        if (Find(task, change.After.Id) is not { } stands || stands.Version != change.Before.Version) return false;

        Put(_tasks[task], new StoredTransfer(change.After, stands.Version + 1));
        if (change.Wanted.Count > 0) Want(task.Agent(change.After.Donor!), change.After.Id, change.Wanted, change.After.UpdatedAt);
        foreach (var rating in change.Ratings) Rate(task, change.After.Target, rating, change.After.UpdatedAt);
        if (change.Ratings.Count > 0) _changes.NoteRatings(task);
        if (change.Event is { } happened) Append(task.Namespace, happened);
        return true;
    });

    public Task<IReadOnlyList<PartRequest>> InboxAsync(AgentKey agent, long after, CancellationToken cancellation) =>
        Step<IReadOnlyList<PartRequest>>(() =>
        {
            var from = after > _lastCursor ? 0 : after;
            return [.. (Find(agent)?.Inbox ?? []).Select(static item => item.Request).Where(request => request.Cursor > from).Take(1000)];
        });

    public Task TidyAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation) => Step(() =>
    {
        var record = _tasks[task];
        foreach (var (key, value) in record.Keys)
        {
            if (value.Idempotency.At < now - Idempotency.Lifetime) record.Keys.Remove(key);
        }

        foreach (var agent in record.Agents.InNameOrder) agent.Inbox.RemoveAll(item => item.At < now - Keep.PartRequests);
        foreach (var (subject, rated) in record.Ratings)
        {
            if (rated.At < now - Keep.Ratings) record.Ratings.Remove(subject);
        }

        return true;
    });

    private static void Put(TaskRecord task, StoredTransfer stored)
    {
        task.Transfers[stored.Transfer.Id] = stored;
        if (TransferChange.IsOpen(stored.Transfer)) task.Open[stored.Transfer.Id] = stored;
        else task.Open.Remove(stored.Transfer.Id);
    }

    private static void Drop(TaskRecord task, string id)
    {
        task.Transfers.Remove(id);
        task.Open.Remove(id);
    }

    private StoredTransfer? Find(TaskKey task, string id) =>
        _tasks.TryGetValue(task, out var record) ? record.Transfers.GetValueOrDefault(id) : null;

    private Opening? FindOpening(TaskKey task, Idempotency idempotency)
    {
        if (Recall(task, idempotency) is not { } before) return null;
        if (before.Idempotency.BodyHash != idempotency.BodyHash) return new Opening(IdempotencyOutcome.Conflict, null);

        return Find(task, before.Transfer!) is { } found ? new Opening(IdempotencyOutcome.Replayed, found.Transfer) : null;
    }

    private (Idempotency Idempotency, string? Transfer)? Recall(TaskKey task, Idempotency idempotency) =>
        _tasks.TryGetValue(task, out var record) && record.Keys.TryGetValue((idempotency.Operation, idempotency.Key), out var before)
            && before.Idempotency.At >= idempotency.At - Idempotency.Lifetime
            ? before
            : null;

    private void Want(AgentKey donor, string transferId, IReadOnlyList<string> hashes, DateTimeOffset at)
    {
        if (Find(donor) is not { } found) return;

        foreach (var sha256 in hashes)
        {
            if (!found.Inbox.Any(item => item.Request.TransferId == transferId && item.Request.Sha256 == sha256))
                found.Inbox.Add((new PartRequest(++_lastCursor, transferId, sha256), at));
        }

        wanted(donor);
    }
}
