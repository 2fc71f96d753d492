namespace Cartel.Collaboration;

/// <summary>The counts asked for, as the bounds take them.</summary>
/// <remarks>
/// <para>With x and y the shares of either side, every class adds at least a quarter of the triangular discrimination to
/// the divergence in nats,</para>
/// <code>JSD ≥ 1 / (4 ln 2) · Σ (xᵢ − yᵢ)² / (xᵢ + yᵢ)   in bits,</code>
/// <para>which is what it tends to where both are near each other; a class that one side lacks adds half the other's share
/// exactly. F. Topsøe, “Some inequalities for information divergence and related measures of discrimination”, IEEE Trans.
/// Information Theory 46(4), 2000, 1602–1609.</para>
/// <para>The bias of the side of n samples is at most its own part less what both have in common,</para>
/// <code>bias ≤ own − 1 / (4 n ln 2) · Σ (1 − xᵢ) xᵢ / (xᵢ + yᵢ)   (docs/neighbour-index.md).</code>
/// </remarks>
internal readonly ref struct IndexQuery
{
    /// <summary>1 / (4 ln 2).</summary>
    public const float QuarterBit = 0.36067376f;

    public readonly ReadOnlySpan<long> Counts;
    public readonly ReadOnlySpan<(int Label, float Share)> Present;
    public readonly ReadOnlySpan<int> Absent;

    /// <summary>The shares of all classes, as the exact comparison has them.</summary>
    public readonly ReadOnlySpan<double> Exact;

    /// <summary>The shares in single precision, and zeros up to a multiple of sixteen.</summary>
    public readonly ReadOnlySpan<float> Shares;

    /// <summary>Whether the estimate has a bias at all: not for one sample.</summary>
    public readonly bool IsBiased;

    /// <summary>1 / (4 (n − 1) ln 2); 0 where there is no bias.</summary>
    public readonly float Noise;

    /// <summary>1 / (3 (n − 1)); 0 where there is no bias.</summary>
    public readonly float Third;

    /// <summary>The most that its own part of the bias can be, in bits.</summary>
    public readonly float Bias;

    /// <summary>What rounding may add to a bound, in bits.</summary>
    public readonly float Rounding;

    /// <summary>Prepares a query.</summary>
    /// <param name="counts">What is asked for.</param>
    /// <param name="present">Room for as many.</param>
    /// <param name="absent">Likewise.</param>
    /// <param name="exact">Likewise.</param>
    /// <param name="shares">Likewise, rounded up to a multiple of sixteen, all 0.</param>
    /// <exception cref="ArgumentException">A count is negative, or all are 0.</exception>
    public IndexQuery(ReadOnlySpan<long> counts, Span<(int, float)> present, Span<int> absent, Span<double> exact, Span<float> shares)
    {
        var (samples, _) = IndexRow.Sum(counts);
        var (here, missing) = (0, 0);
        for (var i = 0; i < counts.Length; i++)
        {
            exact[i] = counts[i] / samples;
            shares[i] = (float)exact[i];
            if (counts[i] > 0) present[here++] = (i, shares[i]);
            else absent[missing++] = i;
        }

        Counts = counts;
        Present = present[..here];
        Absent = absent[..missing];
        Exact = exact;
        Shares = shares;
        // Sums of so many terms of at most 1 in single precision, and shares that are rounded themselves.
        Rounding = 1.5f * (8 + here) * 1.2e-7f + 6 * Reciprocal.FineError;
        if (samples < 2) return;

        IsBiased = true;
        Noise = (float)(QuarterBit / (samples - 1) * (1 - 1e-6));
        Third = (float)(1 / (3 * (samples - 1)) * (1 - 1e-6));
        Bias = (float)((OwnBias.Of(counts, samples) + (samples > JensenShannon.MostSamples ? counts.Length * OwnBias.ErrorPerClass : 0)) * (1 + 1e-6));
    }
}
