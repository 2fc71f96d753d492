using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>A snapshot of some minutes ago in a file of its own, for when the checkpoint's is damaged.</summary>
/// <param name="folder">The agent's state folder.</param>
/// <param name="time">Says how long ago it is.</param>
internal sealed class PreviousSnapshot(string folder, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly string _file = Path.Combine(folder, "agent.previous.db");
    private long? _keptAt;

    /// <summary>Keeps a snapshot that is in the checkpoint already, if the one kept is old, or of an earlier run.</summary>
    /// <remarks>That it cannot be kept harms nothing now: the next one may.</remarks>
    public void Keep(AgentSnapshot snapshot)
    {
        if (_keptAt is { } at && time.GetElapsedTime(at) < Every) return;

        _keptAt = time.GetTimestamp();
        try
        {
            using var database = Open();
            new SnapshotTable(database).Store(snapshot);
        }
        catch (SqliteException failure)
        {
            if (CheckpointFile.IsDamage(failure)) CheckpointFile.Remove(_file);
        }
    }

    /// <summary>The snapshot; null where there is none that is whole.</summary>
    public AgentSnapshot? Load()
    {
        if (!File.Exists(_file)) return null;

        try
        {
            using var database = Open();
            return new SnapshotTable(database).Load();
        }
        catch (Exception flaw) when (flaw is SqliteException or DamagedCheckpointException or InvalidDataException)
        {
            return null;
        }
    }

    private SqliteDatabase Open()
    {
        var database = SqliteDatabase.Open(_file);
        CheckpointSchema.Apply(database);
        return database;
    }
}
