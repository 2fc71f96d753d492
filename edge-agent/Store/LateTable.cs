using System.Runtime.InteropServices;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>Samples that wait for their label, and labels that came before their sample, by key: the latest of each, in a bounded number.</summary>
/// <param name="database">The checkpoint's.</param>
internal sealed class LateTable(SqliteDatabase database)
{
    /// <summary>What the second version of the checkpoint added.</summary>
    public const string Second = """
        CREATE TABLE waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, features BLOB NOT NULL);
        CREATE TABLE early (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, label INTEGER NOT NULL);
        """;

    /// <summary>The encoded features of the sample that waits under a key, or null.</summary>
    public float[]? Features(string key) =>
        database.TryQueryFirst("SELECT features FROM waiting WHERE key = ?", static row => MemoryMarshal.Cast<byte, float>(row.Span(0)).ToArray(), out var features, key) ? features : null;

    /// <summary>The label that came before its sample, or null.</summary>
    public int? Label(string key) => database.TryQueryFirst("SELECT label FROM early WHERE key = ?", static row => row.Int(0), out var label, key) ? label : null;

    /// <summary>How many samples wait, and how many labels.</summary>
    public (long Samples, long Labels) Count()
    {
        _ = database.TryQueryFirst("SELECT (SELECT count(*) FROM waiting), (SELECT count(*) FROM early)", static row => (row.Long(0), row.Long(1)), out var counts);
        return counts;
    }

    /// <summary>Stores what has changed, and keeps of each the latest.</summary>
    /// <param name="changes">What came and what went.</param>
    /// <param name="window">How many of each are kept.</param>
    /// <returns>How many samples and labels had to go.</returns>
    public (long Samples, long Labels) Store(LateChanges changes, int window)
    {
        foreach (var key in changes.Gone)
        {
            database.Execute("DELETE FROM waiting WHERE key = ?", key);
            database.Execute("DELETE FROM early WHERE key = ?", key);
        }

        foreach (var (key, features) in changes.Samples)
            database.Execute("INSERT OR REPLACE INTO waiting (key, features) VALUES (?, ?)", key, MemoryMarshal.AsBytes(features.AsSpan()).ToArray());
        foreach (var (key, label) in changes.Labels) database.Execute("INSERT OR REPLACE INTO early (key, label) VALUES (?, ?)", key, label);
        return changes.IsEmpty
            ? default
            : (database.Execute("DELETE FROM waiting WHERE number <= (SELECT max(number) FROM waiting) - ?", window),
                database.Execute("DELETE FROM early WHERE number <= (SELECT max(number) FROM early) - ?", window));
    }
}

/// <summary>What has changed since the last checkpoint among samples without label and labels without sample.</summary>
/// <param name="Samples">Samples that wait, with their encoded features, the oldest first.</param>
/// <param name="Labels">Labels whose sample has not come, the oldest first.</param>
/// <param name="Gone">Keys that wait no more.</param>
internal readonly record struct LateChanges(
    IReadOnlyCollection<KeyValuePair<string, float[]>> Samples, IReadOnlyCollection<KeyValuePair<string, int>> Labels, IReadOnlyCollection<string> Gone)
{
    /// <summary>Nothing.</summary>
    public static readonly LateChanges None = new([], [], []);

    public bool IsEmpty => Samples.Count == 0 && Labels.Count == 0 && Gone.Count == 0;
}
