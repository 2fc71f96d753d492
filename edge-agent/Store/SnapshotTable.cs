using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>The one snapshot in a database, with a hash over all of it.</summary>
/// <remarks>SQLite makes it whole or not at all; that a disk gives back what it was given, only the hash tells.</remarks>
internal sealed class SnapshotTable(SqliteDatabase database)
{
    /// <summary>The table, as its first version had it.</summary>
    public const string First = """
        CREATE TABLE IF NOT EXISTS snapshot (
            id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, schema_hash TEXT NOT NULL,
            encoder BLOB NOT NULL, learner BLOB NOT NULL, twin BLOB NOT NULL);
        """;

    /// <summary>What the second version added.</summary>
    public const string Second = """
        ALTER TABLE snapshot ADD COLUMN mark TEXT NOT NULL DEFAULT '';
        ALTER TABLE snapshot ADD COLUMN labels_mark TEXT NOT NULL DEFAULT '';
        ALTER TABLE snapshot ADD COLUMN hash BLOB;
        """;

    /// <summary>The snapshot; null where there is none.</summary>
    /// <exception cref="DamagedCheckpointException">It is not what was stored.</exception>
    public AgentSnapshot? Load()
    {
        var found = database.TryQueryFirst(
            "SELECT position, schema_hash, encoder, learner, twin, mark, labels_mark, hash FROM snapshot",
            static row => (
                Snapshot: new AgentSnapshot(row.Long(0), row.Text(1), row.Bytes(2), row.Bytes(3), row.Bytes(4)) { Mark = row.Text(5), LabelsMark = row.Text(6) },
                Hash: row.IsNull(7) ? null : row.Bytes(7)),
            out var stored);
        if (!found) return null;
        // One of the first version had no hash.
        if (stored.Hash is { } hash && !HashOf(stored.Snapshot).AsSpan().SequenceEqual(hash)) throw new DamagedCheckpointException("the snapshot is not what was stored");
        return stored.Snapshot;
    }

    /// <summary>Puts a snapshot in its place.</summary>
    public void Store(AgentSnapshot snapshot) => database.Execute(
        "INSERT OR REPLACE INTO snapshot (id, position, schema_hash, encoder, learner, twin, mark, labels_mark, hash) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
        snapshot.Position, snapshot.SchemaHash, snapshot.Encoder, snapshot.Learner, snapshot.Twin, snapshot.Mark, snapshot.LabelsMark, HashOf(snapshot));

    private static byte[] HashOf(AgentSnapshot snapshot)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, snapshot.Position);
        hash.AppendData(length);
        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(snapshot.SchemaHash), snapshot.Encoder, snapshot.Learner, snapshot.Twin, Encoding.UTF8.GetBytes(snapshot.Mark), Encoding.UTF8.GetBytes(snapshot.LabelsMark)])
        {
            BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>The checkpoint's file is damaged.</summary>
internal sealed class DamagedCheckpointException(string message, Exception? cause = null) : Exception(message, cause);
