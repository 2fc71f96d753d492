using System.Buffers.Text;
using System.Text;

namespace Cartel.Cli;

/// <summary>An answer over HTTP/1.1.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body; valid until the next request on the same line.</param>
/// <param name="Closes">Whether the server will say nothing more on this line.</param>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body, bool Closes)
{
    private const int StatusAt = 9;

    /// <summary>Reads an answer that may not have come whole yet. A body in chunks is put together in place.</summary>
    /// <returns>False: more is to come.</returns>
    /// <exception cref="InvalidDataException">It is no answer.</exception>
    public static bool TryRead(Memory<byte> received, out HttpReply reply)
    {
        reply = default;
        var text = received.Span;
        var headLength = text.IndexOf("\r\n\r\n"u8);
        if (headLength < 0) return false;

        var head = text[..(headLength + 2)];
        if (!head.StartsWith("HTTP/1."u8) || head.Length < StatusAt + 3 || !Utf8Parser.TryParse(head[StatusAt..(StatusAt + 3)], out int status, out _))
            throw new InvalidDataException($"“{Encoding.ASCII.GetString(head[..Math.Min(head.Length, 40)])}” does not begin an answer");

        var closes = ValueOf(head, "\r\nconnection:"u8).SequenceEqual("close"u8);
        var body = received[(headLength + 4)..];
        if (status is 204 or 304) body = body[..0];
        else if (ValueOf(head, "\r\ntransfer-encoding:"u8).SequenceEqual("chunked"u8))
        {
            if (!TryJoin(body, out body)) return false;
        }
        else
        {
            if (!Utf8Parser.TryParse(ValueOf(head, "\r\ncontent-length:"u8), out int length, out _)) throw new InvalidDataException("the answer does not say how long it is");
            if (body.Length < length) return false;
            body = body[..length];
        }

        reply = new HttpReply(status, body, closes);
        return true;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var at = 0; at + name.Length <= head.Length; at++)
        {
            if (head[at] != '\r' || !Ascii.EqualsIgnoreCase(head.Slice(at, name.Length), name)) continue;

            var value = head[(at + name.Length)..];
            return value[..value.IndexOf((byte)'\r')].Trim((byte)' ');
        }

        return default;
    }

    private static bool TryJoin(Memory<byte> chunks, out Memory<byte> joined)
    {
        joined = default;
        if (!TryMeasure(chunks.Span)) return false;

        var text = chunks.Span;
        var (from, to) = (0, 0);
        while (TryChunk(text[from..], out var start, out var length) && length > 0)
        {
            text.Slice(from + start, length).CopyTo(text[to..]);
            to += length;
            from += start + length + 2;
        }

        joined = chunks[..to];
        return true;
    }

    // All is there only once the last chunk, which is empty, and the line after it are.
    private static bool TryMeasure(ReadOnlySpan<byte> chunks)
    {
        for (var from = 0; TryChunk(chunks[from..], out var start, out var length);)
        {
            from += start + length + 2;
            if (from > chunks.Length) return false;
            if (length == 0) return true;
        }

        return false;
    }

    private static bool TryChunk(ReadOnlySpan<byte> text, out int start, out int length)
    {
        (start, length) = (text.IndexOf("\r\n"u8) + 2, 0);
        if (start < 2) return false;
        if (!Utf8Parser.TryParse(text[..(start - 2)], out length, out var digits, 'x') || digits == 0 || length < 0) throw new InvalidDataException("a chunk does not say how long it is");
        return true;
    }
}
