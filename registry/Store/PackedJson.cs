using System.Buffers;
using System.Security.Cryptography;

namespace Cartel.Registry.Store;

/// <summary>JSON in which each hash takes the 33 bytes that it says instead of 64 digits: a hash is a third of what a profile says of a part.</summary>
/// <remarks>A hash is a zero, which JSON in UTF-8 has nowhere, and its bytes. What comes out is what went in, byte for byte.</remarks>
internal static class PackedJson
{
    private const byte Mark = 0;
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    private static ReadOnlySpan<byte> Member => "\"sha256\":\""u8;

    /// <summary>The short form.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> json)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(json.Length);
        var (from, length) = (0, 0);
        while (NextHash(json, from) is >= 0 and var at)
        {
            Copy(json[from..at], buffer, ref length);
            buffer[length++] = Mark;
            Convert.FromHexString(json.Slice(at, Digits), buffer.AsSpan(length), out _, out _);
            (length, from) = (length + SHA256.HashSizeInBytes, at + Digits);
        }

        Copy(json[from..], buffer, ref length);
        var packed = buffer.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return packed;
    }

    /// <summary>The JSON.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var json = new byte[LengthOf(packed)];
        var (from, length) = (0, 0);
        while (packed[from..].IndexOf(Mark) is >= 0 and var before)
        {
            Copy(packed.Slice(from, before), json, ref length);
            Convert.TryToHexStringLower(packed.Slice(from + before + 1, SHA256.HashSizeInBytes), json.AsSpan(length), out _);
            (length, from) = (length + Digits, from + before + 1 + SHA256.HashSizeInBytes);
        }

        Copy(packed[from..], json, ref length);
        return json;
    }

    private static int LengthOf(ReadOnlySpan<byte> packed)
    {
        var (length, from) = (packed.Length, 0);
        while (packed[from..].IndexOf(Mark) is >= 0 and var before)
        {
            length += Digits - 1 - SHA256.HashSizeInBytes;
            from += before + 1 + SHA256.HashSizeInBytes;
        }

        return length;
    }

    private static int NextHash(ReadOnlySpan<byte> json, int from)
    {
        while (json[from..].IndexOf(Member) is >= 0 and var before)
        {
            from += before + Member.Length;
            if (json.Length - from >= Digits && !json.Slice(from, Digits).ContainsAnyExcept(Hexadecimal)) return from;
        }

        return -1;
    }

    private static void Copy(ReadOnlySpan<byte> some, byte[] to, ref int length)
    {
        some.CopyTo(to.AsSpan(length));
        length += some.Length;
    }
}
