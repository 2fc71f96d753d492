namespace Cartel.Collaboration;

/// <summary>One agent's counts as a cell keeps them.</summary>
/// <remarks>
/// <para>Counts up to 65,535 are kept as they are. Of larger ones a scaled copy serves the bounds, whose error the
/// allowance covers, and the counts themselves lie apart.</para>
/// <para>The jackknife's bias of one side with n samples, shares xᵢ and counts cᵢ = n xᵢ against shares yᵢ is at most</para>
/// <code>noise · Σ (1 − xᵢ) yᵢ / (xᵢ + yᵢ) + allowance,   noise = 1 / (4 ln 2 (n − 1)),
/// allowance = noise · Σ (1 − xᵢ) (1 / 3cᵢ + 0.85 / cᵢ² + 4 / 3n)   over the classes that it has.</code>
/// <para>The derivation is in docs/neighbour-index.md; a test compares it with the jackknife.</para>
/// </remarks>
internal readonly ref struct IndexRow
{
    /// <summary>What scaling, and the cap on samples, may change of a bound per class, in bits.</summary>
    private const double ErrorPerClass = 3e-5;

    public readonly int Slot;
    public readonly ReadOnlySpan<ushort> Packed;
    public readonly ReadOnlySpan<float> Shares;
    public readonly float Scale;
    public readonly float Noise;
    public readonly float Allowance;
    public readonly long[]? Wide;

    /// <summary>Packs an agent's counts.</summary>
    /// <param name="slot">Whose.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="packed">Room for as many.</param>
    /// <param name="shares">Likewise.</param>
    /// <exception cref="ArgumentException">A count is negative, or all are 0.</exception>
    public IndexRow(int slot, ReadOnlySpan<long> counts, Span<ushort> packed, Span<float> shares)
    {
        var (samples, most) = Sum(counts);
        var factor = most <= ushort.MaxValue ? 1 : ushort.MaxValue / (double)most;
        if (factor < 1) Wide = counts.ToArray();
        Slot = slot;
        Packed = packed;
        Shares = shares;
        Scale = (float)(1 / (samples * factor));
        for (var i = 0; i < counts.Length; i++)
        {
            packed[i] = factor < 1 ? (ushort)Math.Round(counts[i] * factor) : (ushort)counts[i];
            shares[i] = packed[i] * Scale;
        }

        (var noise, var allowance) = BiasAtMost(counts, samples);
        if (factor < 1) allowance += counts.Length * ErrorPerClass;
        (Noise, Allowance) = ((float)noise, (float)(allowance * (1 + 1e-6)));
    }

    /// <summary>The two figures above, for either side.</summary>
    public static (double Noise, double Allowance) BiasAtMost(ReadOnlySpan<long> counts, double samples)
    {
        var n = Math.Min(samples, JensenShannon.MostSamples);
        if (n < 2) return (0, 0);

        var (sum, noise) = (0.0, 1 / (4 * Math.Log(2) * (n - 1)));
        var (perSample, common) = (1 / samples, 4 / (3 * n));
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            var share = counts[i] * perSample;
            var rarity = Math.Min(1, 1 / (share * n));
            sum += (1 - share) * (rarity * (1.0 / 3 + 0.85 * rarity) + common);
        }

        return (noise, noise * sum + (samples > n ? counts.Length * ErrorPerClass : 0));
    }

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
