using System.CommandLine;
using Cartel.Registry.Store;
using Cartel.Sqlite;

namespace Cartel.Registry.Hosting;

/// <summary><c>cartel-registry backup FILE</c>: copies the SQLite file, whole and consistent, while a registry uses it.</summary>
internal static class BackupCommand
{
    public static Command Create(int done, int failed)
    {
        var file = new Argument<string>("FILE") { Description = "The copy; it must not exist" };
        var data = new Option<string>("--data") { Description = "The registry's data folder", HelpName = "FOLDER", DefaultValueFactory = _ => new RegistryOptions().Data };
        var command = new Command("backup", """
            Copy the SQLite file of a registry, which may be running. To restore: stop the registry, remove registry.db-wal and registry.db-shm from its data
            folder, put the copy there as registry.db, and start it. Relayed parts are not in it: their donors upload them again. (Redis has its own backups.)

            Example:
              cartel-registry backup /var/backups/cartel.db --data ./registry-data
            """) { file, data };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, Path.Combine(parsed.GetValue(data)!, EmbeddedStore.FileName)) is { } flaw ? Fail(flaw) : done);
        return command;

        int Fail(string flaw)
        {
            Console.Error.WriteLine($"There is no backup: {flaw}");
            return failed;
        }
    }

    private static string? Run(string copy, string original)
    {
        if (!File.Exists(original)) return $"{original} does not exist";
        if (Path.Exists(copy)) return $"{copy} exists already";

        try
        {
            using var database = SqliteDatabase.Open(original, SqliteSync.Normal);
            database.Execute("VACUUM INTO ?", Path.GetFullPath(copy));
            return null;
        }
        catch (SqliteException cause)
        {
            return cause.Message;
        }
    }
}
