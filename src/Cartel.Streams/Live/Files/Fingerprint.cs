using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Cartel.Streams;

/// <summary>A hash of some bytes of a file, and how many they are.</summary>
internal readonly record struct Fingerprint(int Length, ulong Hash)
{
    public static Fingerprint Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return bytes.IsEmpty ? default : new Fingerprint(bytes.Length, BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    public override string ToString() => $"{Length}:{Hash:x16}";

    public static bool TryParse(string text, int longest, out Fingerprint fingerprint)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        fingerprint = default;
        if (colon < 0 || !int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > longest
            || !ulong.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hash))
        {
            return false;
        }

        fingerprint = new Fingerprint(length, hash);
        return true;
    }
}
