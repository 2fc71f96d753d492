using System.IO.Compression;
using System.Text;

namespace Cartel.Cli;

/// <summary>A file of an archive.</summary>
/// <param name="Path">Its place, with forward slashes and none in front.</param>
/// <param name="Content">What is in it.</param>
/// <param name="IsProgram">Whether it can be run.</param>
internal sealed record PackedFile(string Path, ReadOnlyMemory<byte> Content, bool IsProgram = false)
{
    /// <summary>A text file, whose lines end as Linux ends them.</summary>
    public static PackedFile Text(string path, string text, bool isProgram = false) => new(path, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")), isProgram);

    /// <summary>The file compressed, without a name and a time in it: as <c>gzip -9n</c> does.</summary>
    public PackedFile Gzipped()
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.SmallestSize)) zip.Write(Content.Span);
        return new PackedFile(Path + ".gz", bytes.ToArray());
    }
}
