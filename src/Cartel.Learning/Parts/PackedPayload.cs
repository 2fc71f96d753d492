using System.Buffers;
using System.IO.Compression;

namespace Cartel.Learning;

/// <summary>A payload as it travels: its bytes taken apart into four planes, and these compressed with Brotli (RFC 7932).</summary>
/// <remarks>A payload is mostly vectors of floats: plane j holds byte j of each four, so that exponents lie beside exponents, and
/// mantissas that were rounded (<see cref="Precision"/>) leave a plane of zeros. Bytes beyond the last whole four follow the planes.</remarks>
internal static class PackedPayload
{
    private const int Planes = sizeof(float);

    // Measured on the parts of MNIST (decision 8): 6 to 9 save nothing, 10 a twentieth of the bytes for thirty times the time.
    private const int Quality = 5;
    private const int LeastWindow = 10;
    private const int MostWindow = 22;

    private const int FirstRoom = 1 << 14;

    /// <summary>Packs a payload.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> payload)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(payload.Length)];
        var window = Math.Clamp(32 - int.LeadingZeroCount(payload.Length), LeastWindow, MostWindow);
        if (!BrotliEncoder.TryCompress(Apart(payload), packed, out var length, Quality, window))
            throw new InvalidOperationException($"Brotli takes more than {packed.Length} bytes for {payload.Length}");

        return packed[..length];
    }

    /// <summary>Unpacks what a stranger may have sent.</summary>
    /// <param name="packed">All of the packed form.</param>
    /// <param name="length">How many bytes it promises to be, at least 0. Not one more is made of it, and room is taken only as bytes come.</param>
    /// <exception cref="ModelFormatException">It is damaged, or is not of that length.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int length)
    {
        var (planes, written) = (new byte[Math.Min(length, FirstRoom)], 0);
        using var decoder = new BrotliDecoder();
        while (true)
        {
            var status = decoder.Decompress(packed, planes.AsSpan(written), out var taken, out var made);
            packed = packed[taken..];
            written += made;
            if (status is OperationStatus.Done && written == length && packed.IsEmpty) return Together(planes);
            if (status is not OperationStatus.DestinationTooSmall || written == length)
                throw new ModelFormatException($"the part's packed payload is not one of {length} bytes: {written} came of it and {packed.Length} packed bytes are left ({status})");

            Array.Resize(ref planes, (int)Math.Min(length, 2L * planes.Length));
        }
    }

    private static byte[] Apart(ReadOnlySpan<byte> payload)
    {
        var planes = payload.ToArray();
        var height = payload.Length / Planes;
        for (var plane = 0; plane < Planes; plane++)
        {
            for (var i = 0; i < height; i++) planes[(plane * height) + i] = payload[(i * Planes) + plane];
        }

        return planes;
    }

    private static byte[] Together(byte[] planes)
    {
        var payload = (byte[])planes.Clone();
        var height = planes.Length / Planes;
        for (var plane = 0; plane < Planes; plane++)
        {
            for (var i = 0; i < height; i++) payload[(i * Planes) + plane] = planes[(plane * height) + i];
        }

        return payload;
    }
}
