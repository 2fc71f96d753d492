namespace Cartel.Sqlite;

/// <summary>When a commit reaches the disk.</summary>
public enum SqliteSync
{
    /// <summary>Before the commit returns: what was committed survives a power cut.</summary>
    Full,

    /// <summary>At the next checkpoint of the log: the file stays sound, a power cut may undo the last commits, kill -9 undoes none.</summary>
    Normal,
}
