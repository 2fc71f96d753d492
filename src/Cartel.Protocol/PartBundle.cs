using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using Cartel.Learning;

namespace Cartel.Protocol;

/// <summary>Several parts in one body: the length of each (4 bytes, little-endian) and its bytes, the whole in Brotli.</summary>
/// <remarks>The parts of one model begin with the same names and hashes, which cost nothing the second time.</remarks>
public static class PartBundle
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.cartel.parts";

    /// <summary>The most that the parts of a bundle have together, with their lengths: as much as one part.</summary>
    public const int LargestBytes = ModelPart.LargestBytes;

    /// <summary>The header that tells, in order and separated by commas, which offered part each one is sent in place of; “-”: none.</summary>
    public const string ReplacesHeader = "Cartel-Replaces";

    private const int LengthBytes = 4;
    private const int Quality = 9;
    private const int Window = 22;

    /// <summary>Whether parts of so many bytes, with their lengths, fit one bundle.</summary>
    public static bool Holds(IEnumerable<long> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return sizes.Sum(static size => size + LengthBytes) <= LargestBytes;
    }

    /// <summary>The body of a bundle, compressed.</summary>
    public static byte[] Write(IReadOnlyCollection<ReadOnlyMemory<byte>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var plain = new byte[parts.Sum(static part => LengthBytes + part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(plain.AsSpan(at), part.Length);
            part.Span.CopyTo(plain.AsSpan(at + LengthBytes));
            at += LengthBytes + part.Length;
        }

        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        if (!BrotliEncoder.TryCompress(plain, packed, out var written, Quality, Window))
            throw new InvalidOperationException($"Brotli takes more than {packed.Length} bytes for {plain.Length}");

        return packed[..written];
    }

    /// <summary>The same as a request's body.</summary>
    public static HttpContent Of(IReadOnlyCollection<ReadOnlyMemory<byte>> parts)
    {
        var content = new ByteArrayContent(Write(parts));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        content.Headers.ContentEncoding.Add(CompressedJson.Encoding);
        return content;
    }

    /// <summary>The parts of a body, as a stranger may have sent it.</summary>
    /// <param name="body">The body, compressed; read to its end.</param>
    /// <param name="mostBytes">What the parts may have together, with their lengths; no more is read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidDataException">It is no bundle, or a longer one.</exception>
    public static async Task<IReadOnlyList<byte[]>> ReadAsync(Stream body, long mostBytes, CancellationToken cancellation)
    {
        await using var plain = new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true);
        var (parts, length, left) = (new List<byte[]>(), new byte[LengthBytes], mostBytes);
        try
        {
            while (true)
            {
                var read = await plain.ReadAtLeastAsync(length, LengthBytes, throwOnEndOfStream: false, cancellation);
                if (read == 0) return parts;

                var promised = read < LengthBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(length);
                left -= LengthBytes + (long)promised;
                if (promised < 1 || left < 0) throw new InvalidDataException($"a part of {promised} bytes is promised where {left + promised} are left of {mostBytes}");

                parts.Add(await ReadPartAsync(plain, promised, cancellation));
            }
        }
        catch (Exception flaw) when (flaw is InvalidOperationException or EndOfStreamException)
        {
            throw new InvalidDataException("the body is not a bundle of parts in Brotli", flaw);
        }
    }

    // Room is taken only as bytes come: a small body may promise much.
    private static async Task<byte[]> ReadPartAsync(Stream plain, int length, CancellationToken cancellation)
    {
        var part = new byte[Math.Min(length, 64 * 1024)];
        for (var read = 0; ;)
        {
            await plain.ReadExactlyAsync(part.AsMemory(read), cancellation);
            if (part.Length == length) return part;

            read = part.Length;
            Array.Resize(ref part, (int)Math.Min(length, 2L * part.Length));
        }
    }
}
