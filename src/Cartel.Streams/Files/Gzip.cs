using System.Buffers.Binary;
using System.IO.Compression;

namespace Cartel.Streams;

/// <summary>What <see cref="GZipStream"/> does not tell: whether the data came to its proper end (RFC 1952).</summary>
/// <remarks>A file that is cut short simply ends for <see cref="GZipStream"/>, without an exception (seen with .NET 10.0).</remarks>
internal static class Gzip
{
    private const int LeastLength = 18;
    private static readonly byte[] Sentinel = "cartel: end of file"u8.ToArray();

    /// <summary>Whether a file that was just opened begins as gzip does; it is left at its beginning.</summary>
    public static bool IsAt(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic is [0x1F, 0x8B];
    }

    /// <summary>Whether a file is whole.</summary>
    /// <param name="path">A gzip file that <see cref="GZipStream"/> has read to its end.</param>
    /// <param name="unpacked">How many bytes came out.</param>
    public static bool IsWhole(string path, long unpacked)
    {
        using var file = File.OpenRead(path);
        return file.Length >= LeastLength && (StatedLength(file) == (uint)unpacked || EndsWithWholeMember(file));
    }

    // The last four bytes give the unpacked length modulo 2³² of the last member: of the whole, where there is only one.
    private static uint StatedLength(FileStream file)
    {
        Span<byte> length = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }

    // A file of several members: with one more of our own behind it, that one comes out last exactly if all before were whole.
    private static bool EndsWithWholeMember(FileStream file)
    {
        file.Position = 0;
        using var both = new GZipStream(new FollowedBy(file, Pack(Sentinel)), CompressionMode.Decompress);
        try
        {
            return Tail(both, Sentinel.Length).SequenceEqual(Sentinel);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Tail(Stream stream, int length)
    {
        var kept = new byte[64 * 1024];
        var end = 0;
        int read;
        while ((read = stream.Read(kept.AsSpan(end))) > 0)
        {
            end += read;
            if (end < kept.Length) continue;

            kept.AsSpan(end - length).CopyTo(kept);
            end = length;
        }

        return kept[Math.Max(0, end - length)..end];
    }

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
