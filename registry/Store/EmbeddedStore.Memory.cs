using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Sqlite;

namespace Cartel.Registry.Store;

/// <content>What outlasts a transfer: ratings, past parts, recalls.</content>
internal sealed partial class EmbeddedStore
{
    private const string ThisRating = "ns = ? AND task = ? AND scope = ? AND subject = ?";

    public Task<Ratings> RatingsAsync(TaskKey task, string target, CancellationToken cancellation) => Read(database =>
    {
        var ratings = new Ratings();
        var rows = database.Query(
            "SELECT scope, subject, kept, refused, at FROM ratings WHERE ns = ? AND task = ? AND scope IN ('', ?)",
            static row => (Scope: row.Text(0), Subject: row.Text(1), Record: ReadRecord(row, 2)), task.Namespace, task.Task, target);
        foreach (var (scope, subject, record) in rows) ratings.Set(RatedSubject.Parse(scope, subject), record);
        return ratings;
    });

    public Task<Ratings> TogetherAsync(TaskKey task, string target, CancellationToken cancellation) => Read(database =>
    {
        var ratings = new Ratings();
        var rows = database.Query(
            "SELECT subject, kept, refused, at FROM ratings WHERE ns = ? AND task = ? AND scope = ?",
            static row => (Subject: row.Text(0), Record: ReadRecord(row, 1)), task.Namespace, task.Task, target);
        foreach (var (subject, record) in rows) ratings.Set(RatedSubject.Parse(target, subject), record);
        return ratings;
    });

    public Task RequestPartsAsync(
        AgentKey donor, string transferId, IReadOnlyList<string> sha256, DateTimeOffset at, CancellationToken cancellation) => Write(_ =>
    {
        Want(donor, transferId, sha256, at);
        return true;
    });

    public Task<IReadOnlyList<ZooEntry>> ZooAsync(TaskKey task, CancellationToken cancellation) => Read<IReadOnlyList<ZooEntry>>(database =>
        database.Query(
            "SELECT body FROM zoo WHERE ns = ? AND task = ? ORDER BY id",
            static row => StoredJson.Read(row.Text(0), CartelJson.Default.ZooEntry), task.Namespace, task.Task));

    public Task ChangeZooAsync(TaskKey task, ZooChange change, CancellationToken cancellation) => Write(database =>
    {
        foreach (var id in change.Removed)
            database.Execute("DELETE FROM zoo WHERE ns = ? AND task = ? AND id = ?", task.Namespace, task.Task, id);
        if (change.Added is { } added)
        {
            // Only while the task is there: it may have been removed since it was read.
            database.Execute(
                "INSERT OR REPLACE INTO zoo (ns, task, id, body) SELECT ns, task, ?, ? FROM tasks WHERE ns = ? AND task = ?",
                added.Id, StoredJson.Write(added, CartelJson.Default.ZooEntry), task.Namespace, task.Task);
        }

        if (ManifestOf(task) is not null) _changes.NoteZoo(task);
        return true;
    });

    public Task<long> RecallNumberAsync(string ns, CancellationToken cancellation) => Task.FromResult(Interlocked.Read(ref _recalls));

    public Task<IReadOnlySet<string>> RecalledAsync(string ns, CancellationToken cancellation) => Read<IReadOnlySet<string>>(database =>
        database.Query("SELECT sha256 FROM recalled WHERE ns = ?", static row => row.Text(0), ns).ToHashSet(StringComparer.Ordinal));

    public Task RecallAsync(
        string ns, IReadOnlyList<string> sha256, DateTimeOffset at, NewEvent recalled, CancellationToken cancellation) => Write(database =>
    {
        foreach (var hash in sha256) database.Execute("INSERT OR IGNORE INTO recalled (ns, sha256, at) VALUES (?, ?, ?)", ns, hash, at.UtcTicks);
        database.Execute(
            """
            DELETE FROM recalled WHERE ns = ? AND rowid IN
                (SELECT rowid FROM recalled WHERE ns = ? ORDER BY at DESC, rowid DESC LIMIT -1 OFFSET ?)
            """,
            ns, ns, Keep.RecalledParts);
        _recalls++;
        Append(ns, recalled);
        return true;
    });

    private void Rate(TaskKey task, string target, Rating rating, DateTimeOffset at)
    {
        var (scope, subject) = RatedSubject.Text(rating.Of, rating.Name, target);
        _database.TryQueryFirst(
            $"SELECT kept, refused, at FROM ratings WHERE {ThisRating}", static row => ReadRecord(row, 0), out var before,
            task.Namespace, task.Task, scope, subject);
        var after = before.Rate(rating.Kept, rating.Refused, at);
        _database.Execute(
            "INSERT OR REPLACE INTO ratings (ns, task, scope, subject, kept, refused, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            task.Namespace, task.Task, scope, subject, after.Kept, after.Refused, after.At.UtcTicks);
    }

    private static DonorRecord ReadRecord(SqliteRow row, int from) => new(row.Double(from), row.Double(from + 1), Time(row.Long(from + 2)));
}
