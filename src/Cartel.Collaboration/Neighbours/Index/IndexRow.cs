namespace Cartel.Collaboration;

/// <summary>One agent's counts as a cell keeps them.</summary>
/// <remarks>Counts up to 65,535 are kept as they are. Larger ones lie apart; a scaled copy tells where to cut a cell.</remarks>
internal readonly ref struct IndexRow
{
    public readonly int Slot;

    /// <summary>The counts, and zeros up to a multiple of sixteen.</summary>
    public readonly ReadOnlySpan<ushort> Packed;

    /// <summary>Likewise the shares.</summary>
    public readonly ReadOnlySpan<float> Shares;

    /// <summary>Likewise their levels.</summary>
    public readonly ReadOnlySpan<byte> Levels;

    /// <summary>What a packed count is to be multiplied with.</summary>
    public readonly float Scale;

    /// <summary>The most that its own part of the bias can be, in bits: <see cref="OwnBias"/>.</summary>
    public readonly float Bias;

    /// <summary>About how many samples.</summary>
    public readonly int Octave;

    public readonly long[]? Wide;

    /// <summary>Packs an agent's counts.</summary>
    /// <param name="slot">Whose.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="levels">The levels of shares.</param>
    /// <param name="packed">Room for as many, rounded up to a multiple of sixteen, all 0.</param>
    /// <param name="shares">Likewise.</param>
    /// <param name="codes">Likewise.</param>
    /// <exception cref="ArgumentException">A count is negative, or all are 0.</exception>
    public IndexRow(int slot, ReadOnlySpan<long> counts, ShareLevels levels, Span<ushort> packed, Span<float> shares, Span<byte> codes)
    {
        var (samples, most) = Sum(counts);
        var factor = most <= ushort.MaxValue ? 1 : ushort.MaxValue / (double)most;
        if (factor < 1) Wide = counts.ToArray();
        Slot = slot;
        Packed = packed;
        Shares = shares;
        Levels = codes;
        Scale = (float)(1 / (samples * factor));
        for (var i = 0; i < counts.Length; i++)
        {
            packed[i] = factor < 1 ? (ushort)Math.Round(counts[i] * factor) : (ushort)counts[i];
            shares[i] = factor < 1 ? (float)(counts[i] / samples) : packed[i] * Scale;
        }

        levels.Encode(shares, codes);
        Bias = (float)((OwnBias.Of(counts, samples) + (samples > JensenShannon.MostSamples ? counts.Length * OwnBias.ErrorPerClass : 0)) * (1 + 1e-6));
        Octave = SampleOctaves.Of(samples);
    }

    /// <summary>How much room so many classes take.</summary>
    public static int Padded(int classes) => (classes + 15) / 16 * 16;

    public static (double Samples, long Most) Sum(ReadOnlySpan<long> counts)
    {
        var (samples, most) = (0.0, 0L);
        foreach (var count in counts)
        {
            if (count < 0) throw new ArgumentException($"has a count of {count}; at least 0 is due", nameof(counts));
            samples += count;
            most = Math.Max(most, count);
        }

        return most > 0 ? (samples, most) : throw new ArgumentException("has no samples", nameof(counts));
    }
}
