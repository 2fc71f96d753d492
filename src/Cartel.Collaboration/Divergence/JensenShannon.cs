namespace Cartel.Collaboration;

/// <summary>Jensen-Shannon divergence, base 2: how far two class distributions lie apart, from 0 (equal) to 1 (disjoint).</summary>
/// <remarks>
/// <para>With m = (p + q) / 2, in bits,</para>
/// <code>JSD(p, q) = ½ Σ pᵢ log₂(pᵢ / mᵢ) + ½ Σ qᵢ log₂(qᵢ / mᵢ),   0 log 0 = 0.</code>
/// <para>It is symmetric, finite where a class is absent on one side, and its square root is a metric. J. Lin,
/// “Divergence measures based on the Shannon entropy”, IEEE Trans. Information Theory 37(1), 1991, 145–151.</para>
/// <para>O(classes) time; nothing is allocated below 129 classes.</para>
/// </remarks>
public static class JensenShannon
{
    /// <summary>A side's samples beyond this many add no certainty.</summary>
    /// <remarks>What they would add is below 10⁻⁶ bits a class, rounding would take it away again, and a claim of
    /// astronomical counts must not buy a better rank.</remarks>
    public const double MostSamples = 1_000_000;

    private const int MostOnStack = 128;

    // The standard deviation of no quantity in [0, 1] is larger.
    private const double LargestStandardError = 0.5;

    /// <summary>Divergence of two distributions, in bits, in [0, 1].</summary>
    /// <param name="p">Weights per class, finite and at least 0, with a positive sum; normalised here.</param>
    /// <param name="q">The same classes; likewise.</param>
    /// <exception cref="ArgumentException">Lengths differ, a weight is negative or not finite, or a side sums to 0.</exception>
    public static double Divergence(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        RequireSameLength(p.Length, q.Length, nameof(q));
        Span<double> first = p.Length <= MostOnStack ? stackalloc double[p.Length] : new double[p.Length];
        Span<double> second = p.Length <= MostOnStack ? stackalloc double[p.Length] : new double[p.Length];
        p.CopyTo(first);
        q.CopyTo(second);
        Normalise(first, nameof(p));
        Normalise(second, nameof(q));
        return Sum(first, second);
    }

    /// <summary>Divergence of two class distributions that are known by counts, less its sampling bias, and its standard error.</summary>
    /// <remarks>
    /// <para>Counts of one and the same distribution lie apart by chance: by (k − 1) / (8 ln 2) · (1/n₁ + 1/n₂) bits on
    /// average, for k classes and n₁, n₂ samples. Where the distributions truly differ, the bias is smaller (a class that
    /// one side never has adds none), so subtracting that figure always would make strangers look closer. The jackknife
    /// (leave out one sample of either side in turn, see <see cref="Jackknife"/>) estimates the bias as it is at the two
    /// distributions at hand, and tends to the figure above where they are equal.</para>
    /// <para>The standard error is the jackknife's too, which agrees with the delta method where the distributions
    /// differ. Where they are equal the first-order term vanishes, the estimate is (1/n₁ + 1/n₂) / (8 ln 2) times a χ² of
    /// k − 1 degrees of freedom, and the jackknife's variance is twice that one's on average; so that one, with k the
    /// classes that both sides have, is subtracted once and is also the least variance reported. Measured, root mean
    /// square over true spread: 0.85 to 1.45 from 100 samples a side on. At a border that the data do not contradict
    /// (one class only; nothing in common) it is 0, as that of a proportion of 0 of n.</para>
    /// <para>A side of one sample tells nothing of bias or spread: its bias counts as 0, the standard error is then 0.5.</para>
    /// </remarks>
    /// <param name="first">Counts per class; each at least 0; at least one above 0.</param>
    /// <param name="second">The same classes; at least one above 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, a count is negative, or one side has no samples.</exception>
    public static DivergenceEstimate Estimate(ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        RequireSameLength(first.Length, second.Length, nameof(second));
        Span<double> p = first.Length <= MostOnStack ? stackalloc double[first.Length] : new double[first.Length];
        Span<double> q = first.Length <= MostOnStack ? stackalloc double[first.Length] : new double[first.Length];
        var firstSamples = Frequencies(first, p, nameof(first));
        var secondSamples = Frequencies(second, q, nameof(second));

        var plugIn = Sum(p, q);
        if (firstSamples < 2 || secondSamples < 2) return new(plugIn, plugIn, LargestStandardError);

        var left = Jackknife.LeaveOutOne(p, firstSamples, q, plugIn);
        var right = Jackknife.LeaveOutOne(q, secondSamples, p, plugIn);

        var chance = VarianceUnderNoChange(p, firstSamples, q, secondSamples);
        var variance = Math.Max(left.Variance + right.Variance - chance, chance);
        return new(
            plugIn,
            Math.Clamp(plugIn - (left.Bias + right.Bias), 0, 1),
            Math.Min(Math.Sqrt(variance), LargestStandardError));
    }

    /// <summary>What one class adds to the divergence, for its weights on either side.</summary>
    internal static double Term(double p, double q)
    {
        // The commonest cases of ranking a fleet, by the same formula and without its logarithms.
        if (p == 0) return q / 2;
        if (q == 0) return p / 2;

        return (p * Math.Log2(2 * p / (p + q)) + q * Math.Log2(2 * q / (p + q))) / 2;
    }

    private static double Sum(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        var bits = 0.0;
        for (var i = 0; i < p.Length; i++) bits += Term(p[i], q[i]);
        return Math.Clamp(bits, 0, 1);
    }

    private static double VarianceUnderNoChange(ReadOnlySpan<double> p, double firstSamples, ReadOnlySpan<double> q, double secondSamples)
    {
        var shared = 0;
        for (var i = 0; i < p.Length; i++) shared += p[i] > 0 && q[i] > 0 ? 1 : 0;

        var unit = (1 / firstSamples + 1 / secondSamples) / (8 * Math.Log(2));
        return 2.0 * Math.Max(0, shared - 1) * unit * unit;
    }

    private static double Frequencies(ReadOnlySpan<long> counts, Span<double> frequencies, string name)
    {
        var samples = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0) throw new ArgumentException($"class {i} has a count of {counts[i]}; at least 0 is due", name);
            samples += frequencies[i] = counts[i];
        }

        Normalise(frequencies, name);
        return Math.Min(samples, MostSamples);
    }

    private static void Normalise(Span<double> weights, string name)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0)) throw new ArgumentException($"class {i} has a weight of {weights[i]}; at least 0 is due", name);
            sum += weights[i];
        }

        if (!(sum > 0 && double.IsFinite(sum))) throw new ArgumentException($"the classes sum to {sum}; a positive number is due", name);
        for (var i = 0; i < weights.Length; i++) weights[i] /= sum;
    }

    private static void RequireSameLength(int first, int second, string name)
    {
        if (first != second) throw new ArgumentException($"has {second} classes where the other side has {first}", name);
    }
}
