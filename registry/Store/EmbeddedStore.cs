using System.Diagnostics;
using Cartel.Registry.Telemetry;
using Cartel.Sqlite;

namespace Cartel.Registry.Store;

/// <summary>The store in one SQLite file: the default, nothing to install, one registry process.</summary>
/// <remarks>
/// One connection behind one lock. Commits survive kill -9; a power cut may undo the last of them, which agents then
/// publish again (<see cref="SqliteSync.Normal"/>: a lease renewed every few seconds is not worth a flush of the disk).
/// </remarks>
internal sealed partial class EmbeddedStore : IMetadataStore
{
    /// <summary>The file in the registry's data folder.</summary>
    public const string FileName = "registry.db";

    private readonly SqliteDatabase _database;
    private readonly Bells _bells;
    private readonly Retention _retention;
    private readonly Lock _one = new();
    private readonly string _epoch;
    private readonly ChangeLog _changes;
    private long _recalls;

    // As last counted: what an agent's share of the history is.
    private long _agents;

    /// <param name="file">The SQLite file; made where there is none.</param>
    /// <param name="bells">Rung for new events and requests for parts.</param>
    /// <param name="retention">How much of the past is kept.</param>
    /// <exception cref="StoreTooNewException">A newer version wrote it.</exception>
    public EmbeddedStore(string file, Bells bells, Retention? retention = null)
    {
        (_bells, _retention) = (bells, retention ?? Retention.Default);
        _changes = new ChangeLog(NamesOf);
        try
        {
            _database = SqliteDatabase.Open(file, SqliteSync.Normal);
            _database.InTransaction(() => EmbeddedMigrations.Run(_database));
            _epoch = _database.InTransaction(ReadOrMakeEpoch);
        }
        catch (StoreTooNewException)
        {
            _database?.Dispose();
            throw;
        }
        catch (SqliteException cause)
        {
            _database?.Dispose();
            throw new StoreUnavailableException(file, cause.Message, cause);
        }
    }

    public bool IsShared => false;

    /// <summary>Is told of each call, or null.</summary>
    public RegistryMeter? Meter { get; init; }

    // A write, since a full disk can still be read; and of something new, since SQLite does not write what is there already.
    public Task<string?> PingAsync(CancellationToken cancellation) => Write<string?>(static database =>
    {
        database.Execute("INSERT INTO settings (name, value) VALUES ('ready', 1) ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1");
        return null;
    });

    public ValueTask DisposeAsync()
    {
        lock (_one) _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private List<string> NamesOf(TaskKey task) => _database.Query(
        "SELECT agent FROM agents WHERE ns = ? AND task = ? ORDER BY agent", static row => row.Text(0), task.Namespace, task.Task);

    private string ReadOrMakeEpoch()
    {
        _database.Execute("INSERT OR IGNORE INTO settings VALUES ('epoch', ?)", Guid.NewGuid().ToString("N")[..8]);
        return _database.Query("SELECT value FROM settings WHERE name = 'epoch'", static row => row.Text(0))[0];
    }

    private Task<T> Read<T>(Func<SqliteDatabase, T> step)
    {
        var (began, failed) = (Stopwatch.GetTimestamp(), false);
        lock (_one)
        {
            try
            {
                return Task.FromResult(step(_database));
            }
            catch (SqliteException cause)
            {
                failed = true;
                return Task.FromException<T>(new StoreUnavailableException(_database.Path, cause.Message, cause));
            }
            finally
            {
                Meter?.Called("sqlite", Stopwatch.GetElapsedTime(began), failed);
            }
        }
    }

    private Task<T> Write<T>(Func<SqliteDatabase, T> step) => Read(database => database.InTransaction(() => step(database)));

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
