namespace Cartel.Collaboration;

/// <summary>The counts asked for, as the bounds take them.</summary>
/// <remarks>
/// <para>With x and y the shares of either side, every class adds at least a quarter of the triangular discrimination to
/// the divergence in nats,</para>
/// <code>JSD ≥ 1 / (4 ln 2) · Σ (xᵢ − yᵢ)² / (xᵢ + yᵢ)   in bits,</code>
/// <para>which is what it tends to where both are near each other; a class that one side lacks adds half the other's share
/// exactly. F. Topsøe, “Some inequalities for information divergence and related measures of discrimination”, IEEE Trans.
/// Information Theory 46(4), 2000, 1602–1609.</para>
/// </remarks>
internal readonly ref struct IndexQuery
{
    /// <summary>1 / (4 ln 2).</summary>
    public const float QuarterBit = 0.36067376f;

    public readonly ReadOnlySpan<long> Counts;
    public readonly ReadOnlySpan<(int Label, float Share)> Present;
    public readonly ReadOnlySpan<int> Absent;
    public readonly float Noise;
    public readonly float Allowance;

    /// <summary>1 where the estimate has a bias at all, else 0.</summary>
    public readonly float Bias;

    /// <summary>What rounding may add to a bound, in bits.</summary>
    public readonly float Rounding;

    /// <summary>Prepares a query.</summary>
    /// <param name="counts">What is asked for.</param>
    /// <param name="present">Room for as many.</param>
    /// <param name="absent">Likewise.</param>
    /// <exception cref="ArgumentException">A count is negative, or all are 0.</exception>
    public IndexQuery(ReadOnlySpan<long> counts, Span<(int, float)> present, Span<int> absent)
    {
        var (samples, _) = IndexRow.Sum(counts);
        var (here, missing) = (0, 0);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0) present[here++] = (i, (float)(counts[i] / samples));
            else absent[missing++] = i;
        }

        Counts = counts;
        Present = present[..here];
        Absent = absent[..missing];
        var (noise, allowance) = IndexRow.BiasAtMost(counts, samples);
        (Noise, Allowance, Bias) = ((float)noise, (float)(allowance * (1 + 1e-6)), samples < 2 ? 0 : 1);
        // Sums of so many terms of at most 1 in single precision, and shares that are rounded themselves.
        Rounding = 1.5f * (8 + here) * 1.2e-7f + 6 * Reciprocal.FineError;
    }
}
