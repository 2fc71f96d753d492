using System.Text;
using SQLitePCL;

namespace Cartel.Sqlite;

/// <summary>The current row of a query: columns by index from 0, in the order of the SELECT. Valid only while it is being read.</summary>
/// <remarks>SQLite converts between types as it always does: text read as a number is 0 unless it looks like one.</remarks>
public readonly ref struct SqliteRow
{
    private readonly sqlite3_stmt _statement;

    internal SqliteRow(sqlite3_stmt statement) => (_statement, ColumnCount) = (statement, raw.sqlite3_column_count(statement));

    /// <summary>How many columns the query has.</summary>
    public int ColumnCount { get; }

    /// <summary>Whether a column is null.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, Checked(column)) == raw.SQLITE_NULL;

    /// <summary>A column as an integer; null reads as 0.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(_statement, Checked(column));

    /// <summary>A column as a 32-bit integer; null reads as 0.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public int Int(int column) => checked((int)Long(column));

    /// <summary>A column as a number; null reads as 0.</summary>
    public double Double(int column) => raw.sqlite3_column_double(_statement, Checked(column));

    /// <summary>A column as text; null reads as the empty text.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Span(column));

    /// <summary>A column as text, or null.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A copy of a column's bytes; null reads as no bytes.</summary>
    public byte[] Bytes(int column) => Span(column).ToArray();

    /// <summary>A column's bytes without a copy, gone once the row is left: text is UTF-8, null reads as no bytes.</summary>
    // Text is read by its length too: the library's own text reader stops at the first NUL.
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(_statement, Checked(column));

    private int Checked(int column) => column >= 0 && column < ColumnCount
        ? column
        : throw new ArgumentOutOfRangeException(nameof(column), column, $"the query has {ColumnCount} columns, from 0");
}

/// <summary>Makes a value of a row.</summary>
public delegate T SqliteRead<out T>(SqliteRow row);
