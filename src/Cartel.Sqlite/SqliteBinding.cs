using System.Text;
using SQLitePCL;

namespace Cartel.Sqlite;

/// <summary>Hands a .NET value to a statement's placeholder.</summary>
internal static class SqliteBinding
{
    public static int Bind(sqlite3_stmt statement, int index, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, index),
        long number => raw.sqlite3_bind_int64(statement, index, number),
        int number => raw.sqlite3_bind_int64(statement, index, number),
        bool flag => raw.sqlite3_bind_int64(statement, index, flag ? 1 : 0),
        // SQLite would store it as null without a word.
        double.NaN => throw new ArgumentException($"argument {index} is NaN, which SQLite cannot hold; use null"),
        double number => raw.sqlite3_bind_double(statement, index, number),
        "" => raw.sqlite3_bind_text(statement, index, ""),
        string text => raw.sqlite3_bind_text(statement, index, Encoding.UTF8.GetBytes(text)),
        byte[] bytes => BindBytes(statement, index, bytes),
        ReadOnlyMemory<byte> bytes => BindBytes(statement, index, bytes.Span),
        _ => throw new ArgumentException(
            $"argument {index} is a {value.GetType().Name}; SQLite takes long, int, bool, double, string, bytes and null"),
    };

    // An empty span has a null pointer, which SQLite would take for NULL.
    private static int BindBytes(sqlite3_stmt statement, int index, ReadOnlySpan<byte> bytes) => bytes.IsEmpty
        ? raw.sqlite3_bind_zeroblob(statement, index, 0)
        : raw.sqlite3_bind_blob(statement, index, bytes);
}
