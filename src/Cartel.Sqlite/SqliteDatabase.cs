using Cartel.Hosting;
using SQLitePCL;

namespace Cartel.Sqlite;

/// <summary>One connection to a SQLite file in WAL mode, with foreign keys on. Values always travel as arguments, never in the SQL.</summary>
/// <remarks>
/// <para>Placeholders are <c>?</c>, filled in order from long, int, bool (0 or 1), double (never NaN), string, byte[],
/// ReadOnlyMemory&lt;byte&gt; and null. Statements stay prepared, up to 256 of them.</para>
/// <para>Not thread-safe: one thread at a time, or one connection each.</para>
/// </remarks>
public sealed class SqliteDatabase : IDisposable
{
    private const int BusyMilliseconds = 5_000;

    private readonly sqlite3 _handle;
    private readonly StatementCache _statements;
    private bool _inTransaction;
    private bool _disposed;

    static SqliteDatabase()
    {
        CarriedLibrary.Offer(typeof(SQLite3Provider_e_sqlite3).Assembly, "e_sqlite3", "libe_sqlite3.so");
        Batteries_V2.Init();
    }

    private SqliteDatabase(string path, sqlite3 handle) => (Path, _handle, _statements) = (path, handle, new StatementCache(handle));

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The rowid of the last row that this connection inserted.</summary>
    public long LastInsertedRow => raw.sqlite3_last_insert_rowid(Live());

    /// <summary>Opens a database file and creates it, and its folder, where there is none. Waits up to 5 s for another's lock.</summary>
    /// <exception cref="SqliteException">It cannot be opened or is not a SQLite file.</exception>
    public static SqliteDatabase Open(string path, SqliteSync sync = SqliteSync.Full)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(full, out var handle, Flags, null);
        var database = new SqliteDatabase(full, handle);
        try
        {
            if (code != raw.SQLITE_OK) throw Failure.Of(handle, full);
            database.Configure(sync);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs one statement and returns how many rows it inserted, updated or deleted.</summary>
    /// <exception cref="ArgumentException">The number of arguments is not that of the placeholders, an argument has a type
    /// that SQLite does not know, or the SQL is not exactly one statement.</exception>
    /// <exception cref="SqliteException">SQLite refused it.</exception>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments)
    {
        var before = raw.sqlite3_total_changes(Live());
        var statement = Start(sql, arguments);
        try
        {
            while (Step(statement, sql)) { }
            return raw.sqlite3_total_changes(_handle) - before;
        }
        finally
        {
            _statements.GiveBack(sql, statement);
        }
    }

    /// <summary>Runs several statements without arguments, such as a schema.</summary>
    /// <exception cref="SqliteException">SQLite refused one; those before it were run.</exception>
    public void ExecuteScript(string sql)
    {
        if (raw.sqlite3_exec(Live(), sql) != raw.SQLITE_OK) throw Failure.Of(_handle, sql);
    }

    /// <summary>All rows of a query, each made into a value.</summary>
    /// <inheritdoc cref="Execute" path="/exception"/>
    public List<T> Query<T>(string sql, SqliteRead<T> read, params ReadOnlySpan<object?> arguments)
    {
        var rows = new List<T>();
        var statement = Start(sql, arguments);
        try
        {
            while (Step(statement, sql)) rows.Add(read(new SqliteRow(statement)));
            return rows;
        }
        finally
        {
            _statements.GiveBack(sql, statement);
        }
    }

    /// <summary>Whether a query has a row, and its first.</summary>
    /// <inheritdoc cref="Execute" path="/exception"/>
    public bool TryQueryFirst<T>(
        string sql, SqliteRead<T> read, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T first, params ReadOnlySpan<object?> arguments)
    {
        var statement = Start(sql, arguments);
        try
        {
            var found = Step(statement, sql);
            first = found ? read(new SqliteRow(statement)) : default;
            return found;
        }
        finally
        {
            _statements.GiveBack(sql, statement);
        }
    }

    /// <summary>Runs an action as one transaction: all of it is committed, or none if it throws.</summary>
    /// <exception cref="InvalidOperationException">A transaction is open already: they do not nest.</exception>
    /// <exception cref="SqliteException">SQLite refused something; everything is rolled back.</exception>
    public void InTransaction(Action action) => InTransaction(() =>
    {
        action();
        return true;
    });

    /// <summary>Runs a function as one transaction and returns its value once that is committed.</summary>
    /// <inheritdoc cref="InTransaction(Action)" path="/exception"/>
    public T InTransaction<T>(Func<T> function)
    {
        Live();
        if (_inTransaction) throw new InvalidOperationException("a transaction is open already; transactions do not nest");

        Execute("BEGIN IMMEDIATE");
        _inTransaction = true;
        try
        {
            var value = function();
            Execute("COMMIT");
            return value;
        }
        catch
        {
            // SQLite has already rolled back by itself after some errors, such as a full disk.
            if (raw.sqlite3_get_autocommit(_handle) == 0) Execute("ROLLBACK");
            throw;
        }
        finally
        {
            _inTransaction = false;
        }
    }

    /// <summary>Closes the file. What was committed stays.</summary>
    public void Dispose()
    {
        if (_disposed) return;

        _disposed = true;
        _statements.Dispose();
        _handle.Dispose();
    }

    private void Configure(SqliteSync sync)
    {
        _ = raw.sqlite3_busy_timeout(_handle, BusyMilliseconds);
        ExecuteScript($"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(sync is SqliteSync.Full ? "FULL" : "NORMAL")};
            PRAGMA foreign_keys = ON;
            """);
    }

    private sqlite3_stmt Start(string sql, ReadOnlySpan<object?> arguments)
    {
        Live();
        var statement = _statements.Take(sql);
        try
        {
            var wanted = raw.sqlite3_bind_parameter_count(statement);
            if (wanted != arguments.Length)
                throw new ArgumentException($"the statement has {wanted} placeholders and got {arguments.Length} arguments: {sql}", nameof(arguments));

            for (var i = 0; i < arguments.Length; i++)
            {
                if (SqliteBinding.Bind(statement, i + 1, arguments[i]) != raw.SQLITE_OK) throw Failure.Of(_handle, sql);
            }

            return statement;
        }
        catch
        {
            _statements.GiveBack(sql, statement);
            throw;
        }
    }

    private bool Step(sqlite3_stmt statement, string sql) => raw.sqlite3_step(statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw Failure.Of(_handle, sql),
    };

    private sqlite3 Live()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _handle;
    }
}
