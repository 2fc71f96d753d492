using Cartel.Protocol;
using Cartel.Sqlite;

namespace Cartel.Registry.Store;

internal sealed partial class EmbeddedStore
{
    private const string ThisTransfer = "ns = ? AND task = ? AND id = ?";

    public Task<Opening> OpenTransferAsync(
        TaskKey task, Transfer transfer, Idempotency idempotency, IReadOnlyList<NewEvent> events, CancellationToken cancellation) => Write(database =>
    {
        if (FindOpening(task, idempotency) is { } before) return before;

        Remember(task, idempotency, transfer.Id);
        database.Execute(
            "INSERT INTO transfers (ns, task, id, body, version, deadline) VALUES (?, ?, ?, ?, 1, ?)",
            task.Namespace, task.Task, transfer.Id, StoredJson.Write(transfer), DeadlineOf(transfer));
        database.Execute(
            """
            DELETE FROM transfers WHERE ns = ? AND task = ? AND id <=
                (SELECT id FROM transfers WHERE ns = ? AND task = ? ORDER BY id DESC LIMIT 1 OFFSET ?)
            """,
            task.Namespace, task.Task, task.Namespace, task.Task, Keep.Transfers);
        foreach (var happened in events) Append(task.Namespace, happened);
        return new Opening(IdempotencyOutcome.New, transfer);
    });

    public Task<Opening?> FindOpeningAsync(TaskKey task, Idempotency idempotency, CancellationToken cancellation) =>
        Read(_ => FindOpening(task, idempotency));

    public Task<StoredTransfer?> FindTransferAsync(TaskKey task, string id, CancellationToken cancellation) => Read(_ => FindTransfer(task, id));

    public Task<IReadOnlyList<Transfer>> TransfersAsync(TaskKey task, string? afterId, int count, CancellationToken cancellation) =>
        Read<IReadOnlyList<Transfer>>(database => database.Query(
            "SELECT body FROM transfers WHERE ns = ? AND task = ? AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT ?",
            static row => StoredJson.Transfer(row.Text(0)), task.Namespace, task.Task, afterId, afterId, count));

    public Task<IReadOnlyList<StoredTransfer>> OpenTransfersAsync(TaskKey task, CancellationToken cancellation) =>
        Read<IReadOnlyList<StoredTransfer>>(database => database.Query(
            "SELECT body, version FROM transfers WHERE ns = ? AND task = ? AND deadline IS NOT NULL ORDER BY id",
            ReadTransfer, task.Namespace, task.Task));

    public Task<bool> ReplaceTransferAsync(TaskKey task, TransferChange change, CancellationToken cancellation) => Write(database =>
    {
        var replaced = database.Execute(
            $"UPDATE transfers SET body = ?, version = version + 1, deadline = ? WHERE {ThisTransfer} AND version = ?",
            StoredJson.Write(change.After), DeadlineOf(change.After), task.Namespace, task.Task, change.After.Id, change.Before.Version) > 0;
        if (!replaced) return false;

        if (change.Wanted.Count > 0) Want(task.Agent(change.After.Donor!), change.After.Id, change.Wanted, change.After.UpdatedAt);
        foreach (var rating in change.Ratings) Rate(task, change.After.Target, rating, change.After.UpdatedAt);
        if (change.Ratings.Count > 0) _changes.NoteRatings(task);
        if (change.Event is { } happened) Append(task.Namespace, happened);
        return true;
    });

    public Task<IReadOnlyList<PartRequest>> InboxAsync(AgentKey agent, long after, CancellationToken cancellation) =>
        Read<IReadOnlyList<PartRequest>>(database =>
        {
            var last = database.TryQueryFirst("SELECT seq FROM sqlite_sequence WHERE name = 'inbox'", static row => row.Long(0), out var found) ? found : 0;
            return database.Query(
                $"SELECT cursor, transfer, sha256 FROM inbox WHERE {ThisAgent} AND cursor > ? ORDER BY cursor LIMIT 1000",
                static row => new PartRequest(row.Long(0), row.Text(1), row.Text(2)),
                agent.Task.Namespace, agent.Task.Task, agent.Agent, after > last ? 0 : after);
        });

    public Task TidyAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation) => Write(database =>
    {
        var (ns, name) = (task.Namespace, task.Task);
        _agents = database.Query("SELECT COUNT(*) FROM agents", static row => row.Long(0))[0];
        database.Execute("DELETE FROM idempotency WHERE ns = ? AND task = ? AND at < ?", ns, name, (now - Idempotency.Lifetime).UtcTicks);
        database.Execute("DELETE FROM inbox WHERE ns = ? AND task = ? AND at < ?", ns, name, (now - Keep.PartRequests).UtcTicks);
        database.Execute("DELETE FROM ratings WHERE ns = ? AND task = ? AND at < ?", ns, name, (now - Keep.Ratings).UtcTicks);
        database.Execute("DELETE FROM history WHERE ns = ? AND task = ? AND at < ?", ns, name, (now - _retention.HistoryAge).UtcTicks);
        DropOldEvents(ns);
        database.Execute("DELETE FROM events WHERE ns = ? AND at < ?", ns, (now - _retention.EventAge).UtcTicks);
        return true;
    });

    private Opening? FindOpening(TaskKey task, Idempotency idempotency) => Recall(task, idempotency) switch
    {
        null => null,
        { } before when before.BodyHash != idempotency.BodyHash => new Opening(IdempotencyOutcome.Conflict, null),
        { } before => FindTransfer(task, before.Transfer!) is { } transfer ? new Opening(IdempotencyOutcome.Replayed, transfer.Transfer) : null,
    };

    private StoredTransfer? FindTransfer(TaskKey task, string id) =>
        _database.TryQueryFirst(
            $"SELECT body, version FROM transfers WHERE {ThisTransfer}", ReadTransfer, out var found, task.Namespace, task.Task, id) ? found : null;

    private void Want(AgentKey donor, string transferId, IReadOnlyList<string> wanted, DateTimeOffset at)
    {
        foreach (var sha256 in wanted)
        {
            _database.Execute(
                """
                INSERT OR IGNORE INTO inbox (ns, task, agent, transfer, sha256, at)
                SELECT ns, task, agent, ?, ?, ? FROM agents WHERE ns = ? AND task = ? AND agent = ?
                """,
                transferId, sha256, at.UtcTicks, donor.Task.Namespace, donor.Task.Task, donor.Agent);
        }

        _bells.Ring(Bells.Inbox(donor));
    }

    private static StoredTransfer ReadTransfer(SqliteRow row) => new(StoredJson.Transfer(row.Text(0)), row.Long(1));

    private static long? DeadlineOf(Transfer transfer) => TransferChange.IsOpen(transfer) ? transfer.Deadline.UtcTicks : null;
}
