using Cartel.Protocol;

namespace Cartel.Registry.Store;

internal sealed partial class EmbeddedStore
{
    public Task<IdempotencyOutcome> SignalAsync(
        TaskKey task, Idempotency idempotency, NewEvent signal, CancellationToken cancellation) => Write(_ =>
    {
        if (Recall(task, idempotency) is { } before)
            return before.BodyHash == idempotency.BodyHash ? IdempotencyOutcome.Replayed : IdempotencyOutcome.Conflict;

        Remember(task, idempotency, transfer: null);
        Append(task.Namespace, signal);
        return IdempotencyOutcome.New;
    });

    public Task<EventPage> EventsAsync(string ns, long after, int limit, CancellationToken cancellation) => Read(database =>
    {
        var (oldest, newest) = database.Query(
            // Two subqueries: SQLite looks up one minimum in an index, but scans for a minimum and a maximum at once.
            "SELECT (SELECT MIN(number) FROM events WHERE ns = ?), (SELECT MAX(number) FROM events WHERE ns = ?)",
            static row => (row.Long(0), row.Long(1)), ns, ns)[0];
        var items = database.Query(
            "SELECT number, body FROM events WHERE ns = ? AND number > ? ORDER BY number LIMIT ?",
            row => StoredJson.Read(row.Text(1), CartelJson.Default.CartelEvent) with { Id = $"{_epoch}-{row.Long(0)}" }, ns, after, limit);
        return new EventPage(_epoch, oldest, newest, items);
    });

    public Task<long> EventTailAsync(string ns, int count, CancellationToken cancellation) => Read(database =>
        database.TryQueryFirst(
            "SELECT number FROM events WHERE ns = ? ORDER BY number DESC LIMIT 1 OFFSET ?", static row => row.Long(0), out var number, ns, count)
            ? number
            : 0);

    // A step and its events are one transaction: nothing is ever left half done.
    public Task DeliverAsync(TaskKey task, CancellationToken cancellation) => Task.CompletedTask;

    private void Append(string ns, NewEvent happened)
    {
        var isNew = _database.Execute(
            "INSERT OR IGNORE INTO events (ns, key, body, at) VALUES (?, ?, ?, ?)",
            ns, happened.Key, StoredJson.Write(happened.Event), happened.Event.At.UtcTicks) > 0;
        if (isNew && _database.LastInsertedRow % 100 == 0) DropOldEvents(ns);
        _bells.Ring(Bells.Events(ns));
    }

    private void DropOldEvents(string ns)
    {
        _database.Execute(
            "DELETE FROM events WHERE ns = ? AND number <= (SELECT number FROM events WHERE ns = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
            ns, ns, Keep.Events);
        // Of those that, with all after them, have more bytes than are kept.
        _database.Execute(
            """
            DELETE FROM events WHERE ns = ? AND number <= (SELECT MAX(number) FROM
                (SELECT number, SUM(LENGTH(CAST(body AS BLOB))) OVER (ORDER BY number DESC) AS bytes FROM events WHERE ns = ?) WHERE bytes > ?)
            """,
            ns, ns, _retention.EventBytes);
    }

    private void Remember(TaskKey task, Idempotency idempotency, string? transfer) => _database.Execute(
        "INSERT OR REPLACE INTO idempotency (ns, task, operation, key, body_hash, transfer, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        task.Namespace, task.Task, idempotency.Operation, idempotency.Key, idempotency.BodyHash, transfer, idempotency.At.UtcTicks);

    private RememberedKey? Recall(TaskKey task, Idempotency idempotency) =>
        _database.TryQueryFirst(
            """
            SELECT body_hash, transfer FROM idempotency
            WHERE ns = ? AND task = ? AND operation = ? AND key = ? AND at >= ?
            """,
            static row => new RememberedKey(row.Text(0), row.TextOrNull(1)), out var found,
            task.Namespace, task.Task, idempotency.Operation, idempotency.Key, (idempotency.At - Idempotency.Lifetime).UtcTicks)
            ? found
            : null;

    private sealed record RememberedKey(string BodyHash, string? Transfer);
}
