using System.Text.Json;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>What waits to be sent, in a bounded number of bytes: what matters least goes first, what nobody would want any more goes by itself.</summary>
/// <remarks>
/// <para>Sent first are the steps of transfers, in their order: they free others to go on. Where room is short signals go first, then moves, then
/// receipts, of each the oldest. Profiles are not in it: the latest one says all, and it is made anew.</para>
/// <para>Each item has a key or replaces itself at the registry, so that it may be sent twice.</para>
/// </remarks>
/// <param name="database">The checkpoint's.</param>
/// <param name="capacity">The most bytes of items.</param>
/// <param name="time">Says what has expired.</param>
internal sealed class OutboxTable(SqliteDatabase database, long capacity, TimeProvider time)
{
    /// <summary>The bytes that it holds where nobody says otherwise.</summary>
    public const long UsualBytes = 1024 * 1024;

    /// <summary>What the second version of the checkpoint added.</summary>
    public const string Second = """
        ALTER TABLE outbox ADD COLUMN rank INTEGER NOT NULL DEFAULT 2;
        ALTER TABLE outbox ADD COLUMN bytes INTEGER NOT NULL DEFAULT 256;
        ALTER TABLE outbox ADD COLUMN expires INTEGER NOT NULL DEFAULT 253402300799;
        UPDATE outbox SET bytes = length(item),
            rank = CASE WHEN json_extract(item, '$.receipt') IS NOT NULL THEN 2 WHEN json_extract(item, '$.move') IS NOT NULL THEN 1 ELSE 0 END;
        CREATE TABLE dropped (kind TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (kind, reason));
        """;

    // By rank: signals, moves, receipts.
    private static readonly (string Name, TimeSpan Life)[] Kinds =
        [("signal", TimeSpan.FromDays(7)), ("move", TimeSpan.FromDays(1)), ("receipt", TimeSpan.FromDays(30))];

    // Sent, but the disk did not let them be forgotten.
    private readonly HashSet<long> _gone = [];

    /// <summary>Puts items behind those that wait, and makes room for them.</summary>
    public void Add(IReadOnlyList<OutboxItem> items)
    {
        Forget();
        if (items.Count == 0) return;

        var now = time.GetUtcNow();
        foreach (var item in items)
        {
            var json = JsonSerializer.Serialize(item, AgentJson.Default.OutboxItem);
            var rank = RankOf(item);
            database.Execute("INSERT INTO outbox (item, rank, bytes, expires) VALUES (?, ?, ?, ?)", json, rank, json.Length, (now + Kinds[rank].Life).ToUnixTimeSeconds());
        }

        Drop("expired", "expires <= ?", now.ToUnixTimeSeconds());
        while (Bytes > capacity && database.TryQueryFirst("SELECT number FROM outbox ORDER BY rank, number LIMIT 1", static row => row.Long(0), out var least))
            Drop("full", "number = ?", least);
    }

    /// <summary>What is sent next, or null.</summary>
    public QueuedItem? Next()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var waiting = database.Query(
            "SELECT number, item FROM outbox WHERE expires > ? ORDER BY rank > 0 DESC, number LIMIT ?",
            static row => (Number: row.Long(0), Item: JsonSerializer.Deserialize(row.Span(1), AgentJson.Default.OutboxItem)!),
            now, _gone.Count + 1);
        foreach (var (number, item) in waiting)
        {
            if (!_gone.Contains(number)) return new QueuedItem(number, item);
        }

        return null;
    }

    /// <summary>Forgets an item that the registry has taken, or refused for good.</summary>
    public void Sent(QueuedItem item)
    {
        _gone.Add(item.Number);
        try
        {
            Forget();
        }
        catch (SqliteException failure) when (CheckpointFile.IsPassing(failure))
        {
            // It is forgotten with the next checkpoint that can be stored; after a crash before that it is sent again, which changes nothing.
        }
    }

    /// <summary>Its items, their bytes, and how many were dropped, by kind and reason.</summary>
    public OutboxState State()
    {
        _ = database.TryQueryFirst("SELECT count(*), coalesce(sum(bytes), 0) FROM outbox", static row => (Items: row.Long(0), Bytes: row.Long(1)), out var waiting);
        var dropped = database.Query("SELECT kind, reason, count FROM dropped ORDER BY kind, reason", static row => new DroppedItems(row.Text(0), row.Text(1), row.Long(2)));
        return new OutboxState(waiting.Items - _gone.Count, waiting.Bytes, dropped);
    }

    private long Bytes
    {
        get
        {
            _ = database.TryQueryFirst("SELECT coalesce(sum(bytes), 0) FROM outbox", static row => row.Long(0), out var bytes);
            return bytes;
        }
    }

    private static int RankOf(OutboxItem item) => item switch
    {
        { Receipt: not null } => 2,
        { Move: not null } => 1,
        _ => 0,
    };

    private void Drop(string reason, string condition, long value)
    {
        for (var rank = 0; rank < Kinds.Length; rank++)
        {
            var count = database.Execute($"DELETE FROM outbox WHERE rank = ? AND {condition}", rank, value);
            if (count > 0)
            {
                database.Execute(
                    "INSERT INTO dropped (kind, reason, count) VALUES (?, ?, ?) ON CONFLICT (kind, reason) DO UPDATE SET count = count + excluded.count",
                    Kinds[rank].Name, reason, count);
            }
        }
    }

    private void Forget()
    {
        foreach (var number in _gone.ToArray())
        {
            database.Execute("DELETE FROM outbox WHERE number = ?", number);
            _gone.Remove(number);
        }
    }
}

/// <summary>What waits in an outbox.</summary>
/// <param name="Items">How many messages.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Dropped">What was dropped since the agent began.</param>
public sealed record OutboxState(long Items, long Bytes, IReadOnlyList<DroppedItems> Dropped);

/// <summary>Messages that were dropped.</summary>
/// <param name="Kind">signal, move or receipt.</param>
/// <param name="Reason">expired or full.</param>
/// <param name="Count">How many.</param>
public readonly record struct DroppedItems(string Kind, string Reason, long Count);
