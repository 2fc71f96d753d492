using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cartel.Streams;

/// <summary>How far the tokenizer came.</summary>
internal enum CsvToken
{
    /// <summary>A whole record was taken apart.</summary>
    Record,

    /// <summary>The text ends within a record and more may come.</summary>
    NeedsMore,

    /// <summary>The text ends within quotes, and no more will come.</summary>
    OpenQuote,

    /// <summary>A closing quote is followed by something else than a delimiter or the line's end.</summary>
    TextAfterQuote,
}

/// <summary>Where a field lies in the text, without its quotes.</summary>
internal readonly record struct CsvField(int Start, int Length, bool HasEscapes);

/// <summary>Takes one record apart into fields, after RFC 4180: CRLF or LF, quotes doubled within quotes, lines within quotes.</summary>
/// <remarks>A quote within an unquoted field is a character like any other. Bytes in, positions out; it copies nothing.</remarks>
/// <param name="delimiter">An ASCII character.</param>
/// <param name="quotes">Whether quotes mean anything.</param>
internal sealed class CsvTokenizer(byte delimiter, bool quotes = true)
{
    private readonly Vector256<byte> _delimiters = Vector256.Create(delimiter);
    private CsvField[] _fields = new CsvField[64];

    /// <summary>The number of fields of the record.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the record takes with its line's end; of a malformed one, the bytes up to the trouble.</summary>
    public int Consumed { get; private set; }

    /// <summary>How many line ends lie in those bytes.</summary>
    public int LineEnds { get; private set; }

    public CsvField this[int index] => _fields[index];

    /// <param name="text">From the record's first byte on.</param>
    /// <param name="final">Whether the text ends where the file ends.</param>
    public CsvToken Read(ReadOnlySpan<byte> text, bool final)
    {
        Count = 0;
        LineEnds = 0;
        var at = 0;
        while (true)
        {
            var result = quotes && at < text.Length && text[at] == '"' ? Quoted(text, ref at, final) : Plain(text, ref at, final);
            if (result is { } done)
            {
                Consumed = at;
                return done;
            }
        }
    }

    private CsvToken? Plain(ReadOnlySpan<byte> text, ref int at, bool final)
    {
        if (Vector256.IsHardwareAccelerated && PlainFields(text, ref at) is { } result) return result is CsvToken.NeedsMore ? null : result;

        var length = text[at..].IndexOfAny(delimiter, (byte)'\n');
        if (length < 0)
        {
            if (!final) return CsvToken.NeedsMore;
            length = text.Length - at;
        }

        var end = at + length;
        if (end < text.Length && text[end] == delimiter)
        {
            Add(new CsvField(at, length, false));
            at = end + 1;
            return null;
        }

        return EndPlainLine(text, ref at, end);
    }

    // As many plain fields as lie in whole blocks. A record where its line ends; NeedsMore where a quote follows; null: the rest is shorter than a block.
    private CsvToken? PlainFields(ReadOnlySpan<byte> text, ref int at)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        for (var block = at; block <= text.Length - Vector256<byte>.Count; block += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref first, (nuint)block);
            var ends = (Vector256.Equals(bytes, _delimiters) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))).ExtractMostSignificantBits();
            for (; ends != 0; ends &= ends - 1)
            {
                var end = block + BitOperations.TrailingZeroCount(ends);
                if (text[end] == '\n') return EndPlainLine(text, ref at, end);

                Add(new CsvField(at, end - at, false));
                at = end + 1;
                if (quotes && at < text.Length && text[at] == '"') return CsvToken.NeedsMore;
            }
        }

        return null;
    }

    private CsvToken EndPlainLine(ReadOnlySpan<byte> text, ref int at, int end)
    {
        var isCarriageReturn = end > at && text[end - 1] == '\r';
        Add(new CsvField(at, end - at - (isCarriageReturn ? 1 : 0), false));
        return EndLine(text, ref at, end);
    }

    private CsvToken? Quoted(ReadOnlySpan<byte> text, ref int at, bool final)
    {
        var start = at + 1;
        var end = start;
        var hasEscapes = false;
        while (true)
        {
            var found = text[end..].IndexOf((byte)'"');
            if (found < 0) return final ? CsvToken.OpenQuote : CsvToken.NeedsMore;

            end += found;
            if (end + 1 < text.Length && text[end + 1] == '"')
            {
                hasEscapes = true;
                end += 2;
                continue;
            }

            if (end + 2 >= text.Length && !final) return CsvToken.NeedsMore;
            break;
        }

        LineEnds += text[start..end].Count((byte)'\n');
        Add(new CsvField(start, end - start, hasEscapes));
        at = end + 1;
        if (at < text.Length && text[at] == delimiter)
        {
            at++;
            return null;
        }

        if (at < text.Length && text[at] == '\r' && (at + 1 == text.Length || text[at + 1] == '\n')) return EndLine(text, ref at, at + 1);
        return at == text.Length || text[at] == '\n' ? EndLine(text, ref at, at) : CsvToken.TextAfterQuote;
    }

    private CsvToken EndLine(ReadOnlySpan<byte> text, ref int at, int end)
    {
        at = Math.Min(end + 1, text.Length);
        if (end < text.Length) LineEnds++;
        return CsvToken.Record;
    }

    private void Add(CsvField field)
    {
        if (Count == _fields.Length) Array.Resize(ref _fields, 2 * Count);
        _fields[Count++] = field;
    }
}
