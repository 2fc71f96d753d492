using System.Buffers.Binary;

namespace Cartel.Learning.Tests;

/// <summary>Ways in which saved bytes arrive damaged that a reader must always notice.</summary>
internal static class Damage
{
    /// <summary>Every shorter length, one byte too many, another kind or version.</summary>
    public static IEnumerable<byte[]> Of(byte[] state)
    {
        for (var length = 0; length < state.Length; length++) yield return state[..length];

        yield return [.. state, 0];
        for (var i = 0; i < 4; i++)
        {
            byte[] other = [.. state];
            other[i] ^= 1;
            yield return other;
        }
    }

    /// <summary>So many copies with one bit flipped each, the same ones every time.</summary>
    public static IEnumerable<byte[]> Flips(byte[] state, int count)
    {
        var random = new Random(17);
        for (var i = 0; i < count; i++)
        {
            byte[] damaged = [.. state];
            damaged[random.Next(state.Length)] ^= (byte)(1 << random.Next(8));
            yield return damaged;
        }
    }

    /// <summary>The same bytes with a double replaced.</summary>
    public static byte[] WithDouble(byte[] state, int at, double value)
    {
        byte[] damaged = [.. state];
        BinaryPrimitives.WriteDoubleLittleEndian(damaged.AsSpan(at), value);
        return damaged;
    }
}
