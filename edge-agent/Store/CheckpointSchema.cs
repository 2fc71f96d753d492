using System.Globalization;
using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>The tables of a checkpoint, and how one of an earlier build gets those of this one.</summary>
internal static class CheckpointSchema
{
    // Each of them takes a file from one version to the next.
    private static readonly string[] Steps =
    [
        SnapshotTable.First + """

            CREATE TABLE IF NOT EXISTS transfers (
                number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS scores (sample INTEGER PRIMARY KEY, own REAL NOT NULL, twin REAL NOT NULL);
            """,
        SnapshotTable.Second + "\n" + OutboxTable.Second + "\n" + LateTable.Second,
    ];

    /// <summary>Brings a file up to this build's version.</summary>
    /// <exception cref="InvalidDataException">A newer build wrote it.</exception>
    public static void Apply(SqliteDatabase database)
    {
        _ = database.TryQueryFirst("PRAGMA user_version", static row => row.Int(0), out var version);
        if (version > Steps.Length)
        {
            throw new InvalidDataException(
                $"{database.Path} was written by a newer build (version {version}; this one knows {Steps.Length}): run that build, or choose another --state folder");
        }

        for (; version < Steps.Length; version++)
        {
            var next = version + 1;
            database.InTransaction(() =>
            {
                database.ExecuteScript(Steps[next - 1]);
                database.ExecuteScript(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {next}"));
            });
        }
    }

    /// <summary>Throws where SQLite finds the file's structure damaged; of a large one the look would take too long.</summary>
    /// <exception cref="DamagedCheckpointException">It is damaged.</exception>
    public static void Check(SqliteDatabase database)
    {
        const long Large = 64 * 1024 * 1024;
        if (new FileInfo(database.Path).Length > Large) return;

        _ = database.TryQueryFirst("PRAGMA quick_check(1)", static row => row.Text(0), out var verdict);
        if (verdict is not "ok") throw new DamagedCheckpointException(verdict ?? "it cannot be checked");
    }
}
