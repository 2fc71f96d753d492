using SQLitePCL;

namespace Cartel.Sqlite;

/// <summary>Reads what SQLite says went wrong last.</summary>
internal static class Failure
{
    public static SqliteException Of(sqlite3 handle, string sql)
    {
        var extended = raw.sqlite3_extended_errcode(handle);
        return new SqliteException(extended & 0xff, extended, raw.sqlite3_errmsg(handle).utf8_to_string(), sql);
    }
}
