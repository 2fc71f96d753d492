using System.Buffers.Binary;
using System.Numerics;

namespace Cartel.Learning;

/// <summary>MurmurHash3_x86_32: the same on every machine and in every process. Not a defence against an adversary.</summary>
/// <remarks>A. Appleby, SMHasher, 2011: blocks of four bytes are mixed into h by
/// <c>h = 5 · rotl₁₃(h ⊕ c₂ · rotl₁₅(c₁ · k)) + e6546b64</c>; the rest and the length follow, and a final avalanche.</remarks>
internal static class Murmur3
{
    private const uint C1 = 0xCC9E2D51;
    private const uint C2 = 0x1B873593;

    public static int Hash(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var hash = seed;
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
            hash = (BitOperations.RotateLeft(hash ^ Scrambled(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xE6546B64;

        var tail = 0u;
        for (var i = rest.Length - 1; i >= 0; i--) tail = (tail << 8) | rest[i];
        hash ^= Scrambled(tail) ^ (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return (int)(hash ^ (hash >> 16));
    }

    private static uint Scrambled(uint block) => BitOperations.RotateLeft(block * C1, 15) * C2;
}
