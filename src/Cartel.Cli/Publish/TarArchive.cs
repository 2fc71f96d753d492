using System.Formats.Tar;
using System.IO.Compression;

namespace Cartel.Cli;

/// <summary>Archives that are the same, byte for byte, for the same files: sorted, owned by root, and of one time.</summary>
internal static class TarArchive
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.UserWrite;
    /// <summary>What everybody may run, and its owner change.</summary>
    public const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>A <c>tar.gz</c> with these files and the folders that they lie in.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="time">When each was last changed, it says.</param>
    /// <param name="prefix">What each name begins with.</param>
    public static byte[] Gzipped(IReadOnlyCollection<PackedFile> files, DateTimeOffset time, string prefix = "")
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.SmallestSize))
        using (var tar = new TarWriter(zip, TarEntryFormat.Ustar))
        {
            foreach (var folder in files.SelectMany(static file => FoldersOf(file.Path)).Distinct().Order(StringComparer.Ordinal))
                tar.WriteEntry(Entry(TarEntryType.Directory, $"{prefix}{folder}/", Runnable, time));
            foreach (var file in files.OrderBy(static file => file.Path, StringComparer.Ordinal))
            {
                var entry = Entry(TarEntryType.RegularFile, prefix + file.Path, file.IsProgram ? Runnable : Readable, time);
                entry.DataStream = new MemoryStream(file.Content.ToArray());
                tar.WriteEntry(entry);
            }
        }

        return bytes.ToArray();
    }

    private static UstarTarEntry Entry(TarEntryType type, string name, UnixFileMode mode, DateTimeOffset time) =>
        new(type, name) { Mode = mode, ModificationTime = time, Uid = 0, Gid = 0, UserName = "root", GroupName = "root" };

    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at > 0; at = path.IndexOf('/', at + 1)) yield return path[..at];
    }
}
