namespace Cartel.Sqlite;

/// <summary>SQLite refused or failed: the disk is full, the file is damaged or locked, a constraint is broken, the SQL is wrong.</summary>
/// <param name="code">SQLite's primary result code, such as 5 (busy), 11 (damaged), 13 (full) or 19 (constraint); https://sqlite.org/rescode.html.</param>
/// <param name="extendedCode">Its extended result code; the same as <paramref name="code"/> where there is none.</param>
/// <param name="reason">SQLite's own words.</param>
/// <param name="sql">The statement, or the file that could not be opened.</param>
public sealed class SqliteException(int code, int extendedCode, string reason, string sql)
    : Exception($"SQLite error {code}: {reason}; in: {sql.ReplaceLineEndings(" ")}")
{
    /// <summary>SQLite's primary result code.</summary>
    public int Code { get; } = code;

    /// <summary>SQLite's extended result code.</summary>
    public int ExtendedCode { get; } = extendedCode;

    /// <summary>The statement, or the file that could not be opened.</summary>
    public string Sql { get; } = sql;
}
