namespace Cartel.Collaboration;

/// <summary>The part of the jackknife's bias of a divergence that one side's counts have by themselves, whatever they are
/// compared with: that of their entropy, halved.</summary>
/// <remarks>
/// <para>With n samples and counts cᵢ above 0,</para>
/// <code>own = (Σ d(cᵢ) − d(n)) / 2n,   d(c) = c (1 / ln 2 − (c − 1) log₂(c / (c − 1))),   d(1) = 1 / ln 2,</code>
/// <para>in bits. S. Zahl, “Jackknifing an index of diversity”, Ecology 58(4), 1977, 907–913, has the jackknife of the
/// entropy; the rest is algebra. d falls from 1 / ln 2 to half of it: (1 / ln 2) Σᵥ 1 / (v (v + 1) cᵛ⁻¹).</para>
/// </remarks>
internal static class OwnBias
{
    /// <summary>What a cap on samples may change of a bound per class, in bits.</summary>
    public const double ErrorPerClass = 3e-5;

    private const double Bit = 1.4426950408889634;

    private static readonly double[] Small = [.. Enumerable.Range(0, 1024).Select(static count => Exactly(count))];

    /// <summary>That of counts.</summary>
    /// <param name="counts">Each at least 0.</param>
    /// <param name="samples">Their sum.</param>
    public static double Of(ReadOnlySpan<long> counts, double samples)
    {
        var n = Math.Min(samples, JensenShannon.MostSamples);
        if (n < 2) return 0;

        var (sum, factor) = (0.0, n / samples);
        foreach (var count in counts) sum += factor < 1 ? Share(count * factor) : Share(count);
        return (sum - Share(n)) / (2 * n);
    }

    /// <summary>The part of one class of a share above 0.</summary>
    public static double Of(double share, double samples) => (Share(share * samples) - share * Share(samples)) / (2 * samples);

    /// <summary>The most that it can be for so many classes and samples.</summary>
    public static double AtMost(int classes, double samples) => classes * (Bit / (2 * samples) + ErrorPerClass);

    private static double Share(long count) => (ulong)count < (ulong)Small.Length ? Small[count] : Share((double)count);

    // Fewer than one sample, of a capped number, count as one.
    private static double Share(double count) => count switch
    {
        <= 0 => 0,
        <= 1 => Bit,
        < 100 => Exactly(count),
        _ => Bit * (1.0 / 2 + (1.0 / 6 + (1.0 / 12 + (1.0 / 20 + 1 / (30 * count)) / count) / count) / count),
    };

    private static double Exactly(double count) => count switch
    {
        0 => 0,
        1 => Bit,
        > 100 => Share(count),
        _ => count * (Bit - (count - 1) * Math.Log2(count / (count - 1))),
    };
}
