using System.Numerics;

namespace Cartel.Learning;

/// <summary>xoshiro256**: the same numbers for a seed on every machine and every version of .NET; 32 bytes of state.</summary>
/// <remarks>D. Blackman and S. Vigna, “Scrambled linear pseudorandom number generators”, ACM TOMS 47(4), 2021; seeded by
/// their SplitMix64. Not <see cref="Random"/>, whose state cannot be saved, and whose Gaussian one would have to build on
/// <see cref="Math.Log(double)"/>, which may differ in the last bit between platforms; here all is integer arithmetic,
/// + − × ÷ and √, which IEEE 754 defines to the bit. Not thread-safe.</remarks>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>A stream of numbers for a seed.</summary>
    public SeededRandom(long seed)
    {
        var state = (ulong)seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    private SeededRandom(SeededRandom other) =>
        (_s0, _s1, _s2, _s3) = (other._s0, other._s1, other._s2, other._s3);

    /// <summary>A stream of its own for each combination of numbers, such as seed, agent and class.</summary>
    public static SeededRandom For(params ReadOnlySpan<long> parts)
    {
        var state = 0x9E3779B97F4A7C15UL;
        foreach (var part in parts) state = SplitMix(ref state) ^ (ulong)part;
        return new SeededRandom((long)SplitMix(ref state));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), in steps of 2⁻⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … bound − 1, without bias: D. Lemire, “Fast random integer generation in an interval”, 2019.</summary>
    public int Next(int bound)
    {
        var range = (ulong)bound;
        var high = Math.BigMul(NextBits(), range, out var low);
        if (low < range)
        {
            var threshold = (0 - range) % range;
            while (low < threshold) high = Math.BigMul(NextBits(), range, out low);
        }

        return (int)high;
    }

    /// <summary>Mean 0, variance 1; Marsaglia's polar method, of whose two values the second is dropped.</summary>
    public double NextGaussian()
    {
        while (true)
        {
            var x = 2 * NextDouble() - 1;
            var y = 2 * NextDouble() - 1;
            var square = x * x + y * y;
            if (square is > 0 and < 1) return x * Math.Sqrt(-2 * PortableMath.Log(square) / square);
        }
    }

    /// <summary>Puts items in random order: Fisher and Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var left = items.Length; left > 1; left--)
        {
            var chosen = Next(left);
            (items[left - 1], items[chosen]) = (items[chosen], items[left - 1]);
        }
    }

    /// <summary>A copy that goes on from here by itself.</summary>
    public SeededRandom Clone() => new(this);

    /// <summary>Writes the state: 32 bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_s0);
        writer.Write(_s1);
        writer.Write(_s2);
        writer.Write(_s3);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are cut short, or all zero: a state that yields only zeros.</exception>
    public static SeededRandom Read(ref SpanReader reader)
    {
        var read = new SeededRandom(0)
        {
            _s0 = (ulong)reader.Int64(),
            _s1 = (ulong)reader.Int64(),
            _s2 = (ulong)reader.Int64(),
            _s3 = (ulong)reader.Int64(),
        };
        return (read._s0 | read._s1 | read._s2 | read._s3) == 0 ? throw new ModelFormatException("a random state of zeros") : read;
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
