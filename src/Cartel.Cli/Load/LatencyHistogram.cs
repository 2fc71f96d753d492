using System.Numerics;

namespace Cartel.Cli;

/// <summary>How often which latency was seen, within 1/128 of each value, in a fixed 32 KB; many threads may add at once.</summary>
/// <remarks>Microseconds below 256 have a bucket each; above, each power of two is cut into 128 equal buckets, as in G. Tene's
/// HdrHistogram. What lasts longer than 2³⁶ µs (19 h) counts as that long.</remarks>
internal sealed class LatencyHistogram
{
    private const int Bits = 7;
    private const int Cuts = 1 << Bits;
    private const long Most = (1L << 36) - 1;

    private readonly long[] _counts = new long[IndexOf(Most) + 1];
    private long _count;
    private long _longest;

    /// <summary>How many were added.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Adds one; a negative time counts as none.</summary>
    public void Add(TimeSpan latency)
    {
        var micros = Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, Most);
        Interlocked.Increment(ref _counts[IndexOf(micros)]);
        Interlocked.Increment(ref _count);
        for (var longest = Interlocked.Read(ref _longest); micros > longest;)
        {
            var seen = Interlocked.CompareExchange(ref _longest, micros, longest);
            if (seen == longest) break;
            longest = seen;
        }
    }

    /// <summary>The latency that so large a share did not exceed (nearest rank, rounded up to its bucket's end); null of none.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public TimeSpan? Quantile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        if (rank == 0) return null;

        var longest = Interlocked.Read(ref _longest);
        var seen = 0L;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += Interlocked.Read(ref _counts[index]);
            if (seen >= rank) return TimeSpan.FromMicroseconds(Math.Min(EndOf(index), longest));
        }

        return TimeSpan.FromMicroseconds(longest);
    }

    private static int IndexOf(long micros)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)micros | 1) - Bits);
        return (shift << Bits) + (int)(micros >> shift);
    }

    private static long EndOf(int index)
    {
        var shift = Math.Max(0, (index >> Bits) - 1);
        return ((long)(index - (shift << Bits) + 1) << shift) - 1;
    }
}
