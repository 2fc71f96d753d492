using Cartel.Protocol;
using Cartel.Sqlite;

namespace Cartel.Registry.Store;

/// <summary>Brings a SQLite file of any earlier version to <see cref="EmbeddedSchema.Version"/>, step by step and in one transaction.</summary>
/// <remarks>The version is SQLite's own <c>user_version</c>. The first files had none: they count as 1.</remarks>
internal static class EmbeddedMigrations
{
    // The step at i leads from version i + 1 to i + 2.
    private static readonly Action<SqliteDatabase>[] Steps = [AddTimesOfEvents];

    /// <summary>Creates or migrates the tables.</summary>
    /// <exception cref="StoreTooNewException">The file has a later version.</exception>
    public static void Run(SqliteDatabase database)
    {
        var found = database.Query("PRAGMA user_version", static row => row.Int(0))[0];
        if (found > EmbeddedSchema.Version) throw new StoreTooNewException(database.Path, found, EmbeddedSchema.Version);

        var isEmpty = !database.TryQueryFirst("SELECT 1 FROM sqlite_master WHERE name = 'tasks'", static _ => true, out _);
        foreach (var step in isEmpty ? [] : Steps[(Math.Max(found, 1) - 1)..]) step(database);
        database.ExecuteScript(EmbeddedSchema.Script);
        database.Execute($"PRAGMA user_version = {EmbeddedSchema.Version}");
    }

    private static void AddTimesOfEvents(SqliteDatabase database)
    {
        database.Execute("ALTER TABLE events ADD COLUMN at INTEGER NOT NULL DEFAULT 0");
        var events = database.Query(
            "SELECT number, body FROM events", static row => (Number: row.Long(0), StoredJson.Read(row.Text(1), CartelJson.Default.CartelEvent).At));
        foreach (var (number, at) in events) database.Execute("UPDATE events SET at = ? WHERE number = ?", at.UtcTicks, number);
    }
}
