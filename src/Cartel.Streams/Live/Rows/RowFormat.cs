using System.Text;
using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>What stands at the beginning of a text.</summary>
internal enum RowKind
{
    /// <summary>A row whose end has not come yet.</summary>
    NeedsMore,

    /// <summary>Nothing: an empty line, a comment.</summary>
    Passed,

    /// <summary>The beginning of a header, or the whole of it.</summary>
    Header,

    /// <summary>A row.</summary>
    Row,

    /// <summary>A row that cannot be used.</summary>
    Bad,

    /// <summary>A row that cannot be used, and whose line is still to be passed over.</summary>
    BadLine,
}

/// <summary>Reads rows out of text. What it found last stands in its properties.</summary>
internal abstract class RowFormat
{
    /// <summary>The longest row, in bytes.</summary>
    public const int LongestRow = CsvReader.LongestRecord;

    /// <summary>The longest key, in bytes: keys are kept until their labels come.</summary>
    public const int LongestKey = 256;

    /// <summary>How many bytes it takes.</summary>
    public int Consumed { get; protected set; }

    /// <summary>How many line ends lie in those.</summary>
    public int LineEnds { get; protected set; }

    /// <summary>What is wrong with a row that cannot be used.</summary>
    public string Reason { get; protected set; } = "";

    /// <summary>The row's label: an index into the classes, or <see cref="Sample.Unlabelled"/>.</summary>
    public int Label { get; protected set; } = Sample.Unlabelled;

    /// <summary>The row's key, or null.</summary>
    public string? Key { get; protected set; }

    /// <summary>Whether it knows the file's columns.</summary>
    public abstract bool HasHeader { get; }

    /// <summary>The header in force where it stood in an earlier file; else null.</summary>
    public virtual string? Inherited => null;

    /// <summary>Begins a file.</summary>
    public abstract void Begin(string file);

    /// <summary>Takes a header from an earlier file.</summary>
    public virtual void Inherit(string header)
    {
    }

    /// <summary>Reads what stands at the beginning of a text that is not empty.</summary>
    /// <param name="text">From the row's first byte on.</param>
    /// <param name="final">Whether nothing will come after it.</param>
    /// <param name="values">Where a row's values go; of no meaning after anything but a row.</param>
    public abstract RowKind Read(ReadOnlySpan<byte> text, bool final, Span<float> values);

    /// <summary>Takes the row's key.</summary>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    protected string? TakeKey(ReadOnlySpan<byte> text, bool isNeeded)
    {
        text = text.Trim(" \t"u8);
        Key = null;
        if (text.Length > LongestKey) return $"has a key of {text.Length} bytes, and {LongestKey} are the most";
        if (text.IsEmpty) return isNeeded ? "has no key" : null;

        Key = Encoding.UTF8.GetString(text);
        return null;
    }

    protected RowKind Bad(string reason)
    {
        Reason = reason;
        return RowKind.Bad;
    }

    /// <summary>Takes one line.</summary>
    /// <returns>False if its end has not come yet.</returns>
    protected bool TakeLine(ReadOnlySpan<byte> text, bool final, out ReadOnlySpan<byte> line)
    {
        var end = text.IndexOf((byte)'\n');
        line = default;
        if (end < 0 && !final) return false;

        (Consumed, LineEnds) = end < 0 ? (text.Length, 0) : (end + 1, 1);
        line = text[..(end < 0 ? text.Length : end)].Trim(" \t\r"u8);
        return true;
    }
}
