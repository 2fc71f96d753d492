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
}
