using System.CommandLine;
using Cartel.Registry.Store;
using Cartel.Sqlite;

namespace Cartel.Registry.Hosting;

/// <summary><c>cartel-registry backup FILE</c>: copies the SQLite files, each whole and consistent, while a registry uses them.</summary>
internal static class BackupCommand
{
    public static Command Create(int done, int failed)
    {
        var file = new Argument<string>("FILE") { Description = "The copy, such as cartel.db, and beside it, where there are identities, cartel.identities.db; neither may exist" };
        var data = new Option<string>("--data") { Description = "The registry's data folder", HelpName = "FOLDER", DefaultValueFactory = _ => new RegistryOptions().Data };
        var command = new Command("backup", """
            Copy the SQLite files of a registry, which may be running: its metadata, and the identities with tokens and audit log. To restore: stop the registry,
            remove *.db-wal and *.db-shm from its data folder, put the copies there as registry.db and identities.db, and start it. Relayed parts are not
            in it: their donors upload them again. (Redis has its own backups.)

            Example:
              cartel-registry backup /var/backups/cartel.db --data ./registry-data
            """) { file, data };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(data)!) is { } flaw ? Fail(flaw) : done);
        return command;

        int Fail(string flaw)
        {
            Console.Error.WriteLine($"There is no backup: {flaw}");
            return failed;
        }
    }

    private static string? Run(string copy, string data)
    {
        var metadata = Path.Combine(data, EmbeddedStore.FileName);
        if (!File.Exists(metadata)) return $"{metadata} does not exist";

        // A registry to which nobody was ever admitted has no identities.
        List<(string From, string To)> files = [(metadata, copy)];
        var identities = Path.Combine(data, EmbeddedIdentities.FileName);
        if (File.Exists(identities)) files.Add((identities, Path.ChangeExtension(copy, EmbeddedIdentities.FileName)));
        if (files.FirstOrDefault(static file => Path.Exists(file.To)).To is { } there) return $"{there} exists already";

        try
        {
            foreach (var (from, to) in files) Copy(from, to);
            return null;
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            return cause.Message;
        }
    }

    private static void Copy(string from, string to)
    {
        // SQLite fills a file that is empty; so it is readable for nobody else at any moment.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(to, options).Dispose();
        using var database = SqliteDatabase.Open(from, SqliteSync.Normal);
        database.Execute("VACUUM INTO ?", Path.GetFullPath(to));
    }
}
