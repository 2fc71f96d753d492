using System.Text.Json;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>The whole state of an agent at one sample, as bytes.</summary>
/// <param name="Position">Samples read from the source.</param>
/// <param name="SchemaHash">The schema that it was made with.</param>
/// <param name="Encoder">State of the encoder.</param>
/// <param name="Learner">State of the collaborative learner.</param>
/// <param name="Twin">Snapshot of the isolated twin and its metrics; empty without one.</param>
public sealed record AgentSnapshot(long Position, string SchemaHash, byte[] Encoder, byte[] Learner, byte[] Twin);

/// <summary>What makes kill -9 harmless: model, source position, requests and outbox change together or not at all.</summary>
/// <remarks>
/// One SQLite file, one transaction a checkpoint. After a crash the agent goes on from the last one: the samples since then
/// are read again and learned by a model that has not seen them, so none is learned twice or skipped. Safe to call
/// from any thread.
/// </remarks>
public sealed class Checkpoint : ICheckpoint, IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS snapshot (
            id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, schema_hash TEXT NOT NULL,
            encoder BLOB NOT NULL, learner BLOB NOT NULL, twin BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS transfers (
            number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS scores (sample INTEGER PRIMARY KEY, own REAL NOT NULL, twin REAL NOT NULL);
        """;

    private readonly Lock _lock = new();
    private readonly SqliteDatabase _database;

    /// <summary>Opens the checkpoint in a folder, or begins one there.</summary>
    /// <exception cref="SqliteException">The file is damaged or cannot be written.</exception>
    public Checkpoint(string folder)
    {
        _database = SqliteDatabase.Open(Path.Combine(folder, "agent.db"));
        _database.ExecuteScript(Schema);
    }

    /// <summary>The last snapshot; null for an agent that begins.</summary>
    public AgentSnapshot? Load()
    {
        lock (_lock)
        {
            return _database.TryQueryFirst(
                "SELECT position, schema_hash, encoder, learner, twin FROM snapshot",
                static row => new AgentSnapshot(row.Long(0), row.Text(1), row.Bytes(2), row.Bytes(3), row.Bytes(4)),
                out var snapshot) ? snapshot : null;
        }
    }

    /// <summary>Stores a snapshot with what has changed beside it, in one transaction.</summary>
    public void Save(AgentSnapshot snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores)
    {
        lock (_lock)
        {
            _database.InTransaction(() =>
            {
                _database.Execute(
                    "INSERT OR REPLACE INTO snapshot (id, position, schema_hash, encoder, learner, twin) VALUES (1, ?, ?, ?, ?, ?)",
                    snapshot.Position, snapshot.SchemaHash, snapshot.Encoder, snapshot.Learner, snapshot.Twin);
                if (changed is not null) Upsert(changed);
                foreach (var item in toSend)
                    _database.Execute("INSERT INTO outbox (item) VALUES (?)", JsonSerializer.Serialize(item, AgentJson.Default.OutboxItem));
                foreach (var score in scores)
                    _database.Execute("INSERT OR REPLACE INTO scores (sample, own, twin) VALUES (?, ?, ?)", score.Sample, score.Own, score.Twin);
            });
        }
    }

    void ICheckpoint.Save(Func<AgentSnapshot> snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores) =>
        Save(snapshot(), changed, toSend, scores);

    /// <summary>Stores what has become known of a request, between two snapshots.</summary>
    public void Note(TransferRecord record)
    {
        lock (_lock) Upsert(record);
    }

    /// <summary>All requests for help, in order.</summary>
    public IReadOnlyList<TransferRecord> Transfers()
    {
        lock (_lock)
        {
            return _database.Query(
                "SELECT record FROM transfers ORDER BY number",
                static row => JsonSerializer.Deserialize(row.Span(0), AgentJson.Default.TransferRecord)!);
        }
    }

    /// <summary>The message that has waited longest, or null.</summary>
    public QueuedItem? NextToSend()
    {
        lock (_lock)
        {
            return _database.TryQueryFirst(
                "SELECT number, item FROM outbox ORDER BY number LIMIT 1",
                static row => new QueuedItem(row.Long(0), JsonSerializer.Deserialize(row.Span(1), AgentJson.Default.OutboxItem)!),
                out var item) ? item : null;
        }
    }

    /// <summary>What waits to be sent.</summary>
    public OutboxStatus OutboxStatus()
    {
        lock (_lock)
        {
            return _database.TryQueryFirst(
                "SELECT COUNT(*), COALESCE(SUM(LENGTH(item)), 0) FROM outbox",
                static row => new OutboxStatus(row.Long(0), row.Long(1), new Dictionary<string, long>()),
                out var status) ? status : throw new InvalidOperationException("a count has one row");
        }
    }

    /// <summary>Forgets a message that the registry has taken, or refused for good.</summary>
    public void Sent(QueuedItem item)
    {
        lock (_lock) _database.Execute("DELETE FROM outbox WHERE number = ?", item.Number);
    }

    /// <summary>The held-out accuracies so far, in order.</summary>
    public IReadOnlyList<HeldOutScores> Scores()
    {
        lock (_lock)
        {
            return _database.Query(
                "SELECT sample, own, twin FROM scores ORDER BY sample",
                static row => new HeldOutScores(row.Long(0), row.Double(1), row.Double(2)));
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _database.Dispose();

    private void Upsert(TransferRecord record) => _database.Execute(
        "INSERT INTO transfers (key, record) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET record = excluded.record",
        record.Key, JsonSerializer.Serialize(record, AgentJson.Default.TransferRecord));
}
