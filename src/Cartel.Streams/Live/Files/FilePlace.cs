using System.Globalization;

namespace Cartel.Streams;

/// <summary>A place in a file, with what it takes to find both again: after a restart, or once the file has another name.</summary>
/// <param name="Name">What the file was called, without its folder.</param>
/// <param name="Id">What the file system called it.</param>
/// <param name="Written">When it was last written to, in ticks (UTC): a file that was written later was not read before it.</param>
/// <param name="Offset">The byte at which the next row begins.</param>
/// <param name="Line">The line of that byte, the first being 1.</param>
/// <param name="Head">The file's first bytes, of those before the offset.</param>
/// <param name="Before">The last bytes before the offset.</param>
/// <param name="HeaderAt">The byte at which the header in force begins; −1 where none is in this file.</param>
/// <param name="Header">The header in force, where it stood in an earlier file; else null.</param>
internal sealed record FilePlace(
    string Name, FileId Id, long Written, long Offset, long Line, Fingerprint Head, Fingerprint Before, long HeaderAt, string? Header)
{
    /// <summary>The most bytes that a file's head is told by.</summary>
    public const int HeadBytes = 1024;

    /// <summary>The most bytes before the offset that are compared.</summary>
    public const int BeforeBytes = 64;

    private const int LongestHeader = 2048;
    private const string Version = "file1";
    private const int Fields = 11;

    /// <summary>The place in one line.</summary>
    public override string ToString()
    {
        var header = Header is null ? "" : Uri.EscapeDataString(Header);
        return string.Join(
            '|', Version, Id.Number, Id.Made, Written, Offset, Line, Head, Before, HeaderAt, Uri.EscapeDataString(Name), header.Length > LongestHeader ? "" : header);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it makes no sense.</summary>
    public static FilePlace? Parse(string text)
    {
        var fields = text.Split('|');
        if (fields.Length != Fields || fields[0] != Version
            || !ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !TryLong(fields[2], out var made) || !TryLong(fields[3], out var written)
            || !TryLong(fields[4], out var offset) || offset < 0 || !TryLong(fields[5], out var line)
            || !Fingerprint.TryParse(fields[6], HeadBytes, out var head) || !Fingerprint.TryParse(fields[7], BeforeBytes, out var before)
            || head.Length > offset || before.Length > offset
            || !TryLong(fields[8], out var headerAt) || headerAt > offset)
        {
            return null;
        }

        var header = fields[10].Length == 0 ? null : Uri.UnescapeDataString(fields[10]);
        return new FilePlace(Uri.UnescapeDataString(fields[9]), new FileId(number, made), written, offset, line, head, before, headerAt, header);
    }

    private static bool TryLong(string text, out long number) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
