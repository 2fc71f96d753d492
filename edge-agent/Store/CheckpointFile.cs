using Cartel.Sqlite;

namespace Cartel.Agent;

/// <summary>A SQLite file and what lies beside it.</summary>
internal static class CheckpointFile
{
    /// <summary>What the name of a file ends with that was set aside.</summary>
    public const string Damaged = ".damaged";

    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    /// <summary>Whether a file is damaged, rather than locked, denied or without room.</summary>
    public static bool IsDamage(Exception exception) => exception is DamagedCheckpointException or SqliteException { Code: Corrupt or NotADatabase };

    /// <summary>Whether it may pass: the disk is full, slow, gone for a while or written by another.</summary>
    public static bool IsPassing(SqliteException exception) => exception.Code is Busy or ReadOnly or InputOutput or Full or CannotOpen;

    /// <summary>Gives a file another name, in place of what was set aside before.</summary>
    public static void SetAside(string file)
    {
        foreach (var part in Parts)
        {
            if (File.Exists(file + part)) File.Move(file + part, file + Damaged + part, overwrite: true);
            else File.Delete(file + Damaged + part);
        }
    }

    /// <summary>Copies a file with what it has not taken in yet.</summary>
    public static void Copy(string file, string to)
    {
        File.Copy(file, to);
        if (File.Exists(file + "-wal")) File.Copy(file + "-wal", to + "-wal");
    }

    /// <summary>Removes a file.</summary>
    public static void Remove(string file)
    {
        foreach (var part in Parts) File.Delete(file + part);
    }

    /// <summary>The bytes that a file takes with what lies beside it.</summary>
    public static long BytesOf(string file) => Parts.Sum(part => new FileInfo(file + part) is { Exists: true } there ? there.Length : 0);
}
