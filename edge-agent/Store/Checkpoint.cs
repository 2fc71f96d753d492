using System.Text.Json;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>The whole state of an agent at one sample, as bytes.</summary>
/// <param name="Position">Samples read from the source.</param>
/// <param name="SchemaHash">The schema that it was made with.</param>
/// <param name="Encoder">State of the encoder.</param>
/// <param name="Learner">State of the collaborative learner.</param>
/// <param name="Twin">Snapshot of the isolated twin and its metrics; empty without one.</param>
public sealed record AgentSnapshot(long Position, string SchemaHash, byte[] Encoder, byte[] Learner, byte[] Twin)
{
    /// <summary>The source's mark; empty where a position is enough.</summary>
    public string Mark { get; init; } = "";

    /// <summary>The mark of the labels that come later; empty without them.</summary>
    public string LabelsMark { get; init; } = "";
}

/// <summary>What makes kill -9 harmless: model, source position, requests and outbox change together or not at all.</summary>
/// <remarks>
/// <para>One SQLite file, one transaction a checkpoint. After a crash the agent goes on from the last one: the samples since then
/// are read again and learned by a model that has not seen them, so none is learned twice or skipped. Safe to call
/// from any thread.</para>
/// <para>A file that is damaged is set aside, and the snapshot of some minutes before, which has a file of its own, takes its place.</para>
/// </remarks>
public sealed class Checkpoint : ICheckpoint, IDisposable
{
    /// <summary>Requests for help that are remembered.</summary>
    private const int TransfersKept = 1_000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly PreviousSnapshot _previous;
    private readonly SqliteDatabase _database;
    private readonly SnapshotTable _snapshot;
    private readonly OutboxTable _outbox;
    private readonly LateTable _late;
    private DateTimeOffset _savedAt;

    /// <summary>Opens the checkpoint in a folder, or begins one there.</summary>
    /// <param name="folder">The agent's state folder.</param>
    /// <param name="time">Says what has expired; null: the system's.</param>
    /// <param name="outboxBytes">The most bytes of messages that wait.</param>
    /// <exception cref="SqliteException">The file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">A newer build wrote it.</exception>
    public Checkpoint(string folder, TimeProvider? time = null, long outboxBytes = OutboxTable.UsualBytes)
    {
        _time = time ?? TimeProvider.System;
        _previous = new PreviousSnapshot(folder, _time);
        var file = Path.Combine(folder, "agent.db");
        AgentSnapshot? former = null;
        try
        {
            _database = OpenWhole(file);
        }
        catch (Exception damage) when (CheckpointFile.IsDamage(damage))
        {
            CheckpointFile.SetAside(file);
            former = _previous.Load();
            _database = OpenWhole(file);
            Recovered = $"{file} is damaged ({damage.Message}) and was set aside as {file}{CheckpointFile.Damaged}; "
                + (former is null ? "the agent begins anew" : $"the agent goes on from its former checkpoint, at sample {former.Position}");
        }

        _snapshot = new SnapshotTable(_database);
        _outbox = new OutboxTable(_database, outboxBytes, _time);
        _late = new LateTable(_database);
        if (former is not null) _snapshot.Store(former);
        _savedAt = _time.GetUtcNow();
    }

    /// <summary>What was found damaged, and what was done about it; null: nothing was.</summary>
    public string? Recovered { get; }

    /// <summary>When it was stored last, or opened.</summary>
    public DateTimeOffset SavedAt
    {
        get
        {
            lock (_lock) return _savedAt;
        }
    }

    /// <summary>The bytes of its file and of what belongs to it.</summary>
    public long Bytes => CheckpointFile.BytesOf(_database.Path);

    /// <summary>The last snapshot; null for an agent that begins.</summary>
    public AgentSnapshot? Load()
    {
        lock (_lock) return _snapshot.Load();
    }

    /// <summary>Stores a snapshot with what has changed beside it, in one transaction.</summary>
    public void Save(AgentSnapshot snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores)
    {
        lock (_lock) SaveAll(snapshot, changed, toSend, scores, LateChanges.None, 0);
    }

    (long Samples, long Labels) ICheckpoint.Save(
        Func<AgentSnapshot> snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores, LateChanges late, int window)
    {
        lock (_lock) return SaveAll(snapshot(), changed, toSend, scores, late, window);
    }

    float[]? ICheckpoint.WaitingFeatures(string key)
    {
        lock (_lock) return _late.Features(key);
    }

    int? ICheckpoint.EarlyLabel(string key)
    {
        lock (_lock) return _late.Label(key);
    }

    (long Samples, long Labels) ICheckpoint.Waiting()
    {
        lock (_lock) return _late.Count();
    }

    /// <summary>Stores what has become known of a request, between two snapshots.</summary>
    public void Note(TransferRecord record)
    {
        lock (_lock) Upsert(record);
    }

    /// <summary>The last thousand requests for help, in order.</summary>
    public IReadOnlyList<TransferRecord> Transfers()
    {
        lock (_lock)
        {
            return _database.Query(
                "SELECT record FROM transfers ORDER BY number",
                static row => JsonSerializer.Deserialize(row.Span(0), AgentJson.Default.TransferRecord)!);
        }
    }

    /// <summary>The message that is to be sent next, or null.</summary>
    public QueuedItem? NextToSend()
    {
        lock (_lock) return _outbox.Next();
    }

    /// <summary>Forgets a message that the registry has taken, or refused for good.</summary>
    public void Sent(QueuedItem item)
    {
        lock (_lock) _outbox.Sent(item);
    }

    /// <summary>What waits to be sent, and what was dropped.</summary>
    public OutboxState Outbox()
    {
        lock (_lock) return _outbox.State();
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

    private (long Samples, long Labels) SaveAll(
        AgentSnapshot snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores, LateChanges late, int window)
    {
        var evicted = _database.InTransaction(() =>
        {
            _snapshot.Store(snapshot);
            if (changed is not null) Upsert(changed);
            _outbox.Add(toSend);
            foreach (var score in scores)
                _database.Execute("INSERT OR REPLACE INTO scores (sample, own, twin) VALUES (?, ?, ?)", score.Sample, score.Own, score.Twin);
            return _late.Store(late, window);
        });
        _savedAt = _time.GetUtcNow();
        _previous.Keep(snapshot);
        return evicted;
    }

    private void Upsert(TransferRecord record)
    {
        _database.Execute(
            "INSERT INTO transfers (key, record) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET record = excluded.record",
            record.Key, JsonSerializer.Serialize(record, AgentJson.Default.TransferRecord));
        _database.Execute("DELETE FROM transfers WHERE number <= (SELECT max(number) FROM transfers) - ?", TransfersKept);
    }

    private static SqliteDatabase OpenWhole(string file)
    {
        var database = SqliteDatabase.Open(file);
        try
        {
            CheckpointSchema.Apply(database);
            CheckpointSchema.Check(database);
            _ = new SnapshotTable(database).Load();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
