using SQLitePCL;

namespace Cartel.Sqlite;

/// <summary>Prepared statements that are not in use just now, by their SQL.</summary>
/// <remarks>A statement is taken out while it runs, so that a query inside a query with the same SQL gets one of its own.</remarks>
internal sealed class StatementCache(sqlite3 handle) : IDisposable
{
    private const int MostIdle = 256;

    private readonly Dictionary<string, sqlite3_stmt> _idle = new(StringComparer.Ordinal);

    public sqlite3_stmt Take(string sql)
    {
        if (_idle.Remove(sql, out var idle)) return idle;

        var code = raw.sqlite3_prepare_v2(handle, sql, out var statement, out string tail);
        if (code != raw.SQLITE_OK) throw Failure.Of(handle, sql);
        if (statement is null || statement.IsInvalid) throw new ArgumentException("the SQL holds no statement", nameof(sql));
        if (string.IsNullOrWhiteSpace(tail)) return statement;

        statement.Dispose();
        throw new ArgumentException($"the SQL holds more than one statement; the second begins at: {tail.Trim()}", nameof(sql));
    }

    public void GiveBack(string sql, sqlite3_stmt statement)
    {
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
        if (_idle.Count >= MostIdle || !_idle.TryAdd(sql, statement)) statement.Dispose();
    }

    public void Dispose()
    {
        foreach (var statement in _idle.Values) statement.Dispose();
        _idle.Clear();
    }
}
