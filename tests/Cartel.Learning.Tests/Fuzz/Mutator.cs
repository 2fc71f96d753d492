using System.Buffers.Binary;

namespace Cartel.Learning.Tests;

/// <summary>Seeded damage that knows what saved forms are made of: counts, lengths, indices, floats and doubles.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly long[] Counts =
        [0, 1, -1, 2, 255, 256, 65_535, 65_536, 65_537, 1_000_000, 1_000_001, 1 << 24, int.MaxValue, int.MinValue, 1L << 50, (1L << 60) + 1, long.MaxValue, long.MinValue];

    private static readonly double[] Numbers =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, float.MaxValue, 1e39, double.Epsilon, -0.0, 0, -1, 1, 1e-30];

    private readonly Random _random = new(seed);

    public int Next(int most) => _random.Next(most);

    /// <summary>One to three kinds of damage to a valid form; the first bytes stay as they are.</summary>
    /// <param name="bytes">A valid form.</param>
    /// <param name="other">Another one, to splice in.</param>
    /// <param name="from">How many bytes at the start are spared.</param>
    public byte[] Damaged(byte[] bytes, byte[] other, int from)
    {
        byte[] damaged = [.. bytes];
        for (var times = 1 + (_random.Next(4) / 2); times > 0; times--)
        {
            if (damaged.Length <= from) return [.. damaged, 0];
            damaged = Once(damaged, other, from);
        }

        return damaged;
    }

    private byte[] Once(byte[] bytes, byte[] other, int from)
    {
        var at = from + _random.Next(bytes.Length - from);
        switch (_random.Next(12))
        {
            case 0: return bytes[..at];
            case 1: return [.. bytes, .. Noise(1 + _random.Next(40))];
            case 2: return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + _random.Next(16))..]];
            case 3: return [.. bytes[..at], .. Noise(1 + _random.Next(16)), .. bytes[at..]];
            case 4: return [.. bytes[..at], .. other[Math.Min(at, other.Length)..]];
            case 5: return [.. bytes[..at], .. other[_random.Next(other.Length)..]];
            case 6: Copy(bytes, at, from); break;
            case 7 or 8: Write(bytes.AsSpan(at)); break;
            case 9: bytes[at] = (byte)_random.Next(256); break;
            default:
                for (var flips = 1 + _random.Next(3); flips > 0; flips--) bytes[from + _random.Next(bytes.Length - from)] ^= (byte)(1 << _random.Next(8));
                break;
        }

        return bytes;
    }

    private void Copy(byte[] bytes, int at, int from)
    {
        var source = from + _random.Next(bytes.Length - from);
        var length = Math.Min(1 + _random.Next(16), bytes.Length - Math.Max(at, source));
        bytes.AsSpan(source, length).ToArray().CopyTo(bytes, at);
    }

    private void Write(Span<byte> place)
    {
        var (count, number) = (Counts[_random.Next(Counts.Length)], Numbers[_random.Next(Numbers.Length)]);
        switch (_random.Next(5))
        {
            case 0 when place.Length >= 2: BinaryPrimitives.WriteUInt16LittleEndian(place, unchecked((ushort)count)); break;
            case 1 when place.Length >= 4: BinaryPrimitives.WriteInt32LittleEndian(place, unchecked((int)count)); break;
            case 2 when place.Length >= 8: BinaryPrimitives.WriteInt64LittleEndian(place, count); break;
            case 3 when place.Length >= 4: BinaryPrimitives.WriteSingleLittleEndian(place, (float)number); break;
            case 4 when place.Length >= 8: BinaryPrimitives.WriteDoubleLittleEndian(place, number); break;
            default: place[0] ^= 0x80; break;
        }
    }

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        _random.NextBytes(noise);
        return noise;
    }
}
