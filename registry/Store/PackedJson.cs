using System.Buffers;
using System.Security.Cryptography;

namespace Cartel.Registry.Store;

/// <summary>A profile's JSON in short form: what every profile repeats takes a byte, and a hash the 32 bytes that it says instead of 64 digits.
/// Of a profile with ten parts little more than two fifths are left.</summary>
/// <remarks>The bytes that stand for words are control characters, which JSON has nowhere, white space apart. What comes out is what went in, byte
/// for byte. The form is for memory alone: nothing of it is written anywhere.</remarks>
internal static class PackedJson
{
    private const byte Quote = (byte)'"';
    private const byte HashMark = 1;
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    // Of two words that begin alike the longer comes first.
    private static readonly (byte Mark, byte[] Text)[] Words =
    [
        (2, [.. "\"sequence\":"u8]), (3, [.. "\"modelVersion\":"u8]), (4, [.. "\"classCounts\":["u8]), (5, [.. "\"recall\":["u8]), (6, [.. "\"precision\":["u8]),
        (7, [.. "\"parts\":[{"u8]), (8, [.. "\"id\":\"class:"u8]), (11, [.. "\"classes\":["u8]), (12, [.. "\"sizeBytes\":"u8]), (14, [.. "\"evidence\":["u8]),
        (15, [.. "\"evidence\":"u8]), (16, [.. "\"derivedFrom\":[{"u8]), (17, [.. "\"donor\":\""u8]), (18, [.. "\"sketch\":["u8]),
    ];

    private static readonly SearchValues<byte> Marks = SearchValues.Create([HashMark, .. Words.Select(static word => word.Mark)]);
    private static readonly byte[]?[] ByMark = [.. Enumerable.Range(0, ' ').Select(static mark => Array.Find(Words, word => word.Mark == mark).Text)];

    // The letter after the quotation mark tells which words it may be.
    private static readonly (byte Mark, byte[] Text)[][] ByLetter =
        [.. Enumerable.Range(0, 128).Select(static letter => Array.FindAll(Words, word => word.Text[1] == letter))];

    private static ReadOnlySpan<byte> BeforeHash => "\"sha256\":\""u8;

    /// <summary>The short form.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> json)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(json.Length);
        var packed = buffer.AsSpan();
        while (json.IndexOf(Quote) is >= 0 and var before)
        {
            Move(ref json, before, ref packed);
            var (mark, length) = WordAt(json);
            if (mark == HashMark) Convert.FromHexString(json.Slice(BeforeHash.Length, Digits), packed[1..], out _, out _);
            packed[0] = mark;
            packed = packed[(mark == HashMark ? 1 + SHA256.HashSizeInBytes : 1)..];
            json = json[length..];
        }

        Move(ref json, json.Length, ref packed);
        var result = buffer.AsSpan(0, buffer.Length - packed.Length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return result;
    }

    /// <summary>The JSON.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var result = new byte[LengthOf(packed)];
        var json = result.AsSpan();
        while (packed.IndexOfAny(Marks) is >= 0 and var before)
        {
            Move(ref packed, before, ref json);
            var isHash = packed[0] == HashMark;
            var word = isHash ? BeforeHash : ByMark[packed[0]];
            Move(ref word, word.Length, ref json);
            packed = packed[1..];
            if (!isHash) continue;

            Convert.TryToHexStringLower(packed[..SHA256.HashSizeInBytes], json, out _);
            packed = packed[SHA256.HashSizeInBytes..];
            json = json[Digits..];
        }

        Move(ref packed, packed.Length, ref json);
        return result;
    }

    private static void Move(ref ReadOnlySpan<byte> from, int bytes, ref Span<byte> to)
    {
        from[..bytes].CopyTo(to);
        from = from[bytes..];
        to = to[bytes..];
    }

    // What a text that begins with a quotation mark begins with, and how long that is: a word, a hash with its name, or just that mark.
    private static (byte Mark, int Length) WordAt(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith(BeforeHash) && json.Length >= BeforeHash.Length + Digits && !json.Slice(BeforeHash.Length, Digits).ContainsAnyExcept(Hexadecimal))
            return (HashMark, BeforeHash.Length + Digits);

        if (json.Length > 1 && json[1] < ByLetter.Length)
        {
            foreach (var (mark, text) in ByLetter[json[1]])
            {
                if (json.StartsWith(text)) return (mark, text.Length);
            }
        }

        return (Quote, 1);
    }

    private static int LengthOf(ReadOnlySpan<byte> packed)
    {
        var length = packed.Length;
        while (packed.IndexOfAny(Marks) is >= 0 and var before)
        {
            var isHash = packed[before] == HashMark;
            length += isHash ? BeforeHash.Length + Digits - 1 - SHA256.HashSizeInBytes : ByMark[packed[before]]!.Length - 1;
            packed = packed[(before + 1 + (isHash ? SHA256.HashSizeInBytes : 0))..];
        }

        return length;
    }
}
