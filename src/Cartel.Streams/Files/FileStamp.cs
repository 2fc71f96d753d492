namespace Cartel.Streams;

/// <summary>What tells that a file is still the one that was opened.</summary>
internal readonly record struct FileStamp(bool Exists, long Length, DateTime WrittenUtc)
{
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(true, file.Length, file.LastWriteTimeUtc) : default;
    }
}
