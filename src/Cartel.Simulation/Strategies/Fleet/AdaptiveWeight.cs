namespace Cartel.Simulation;

/// <summary>How much of an asynchronous update counts: little when it is stale, more when its labels are rare.</summary>
/// <remarks>
/// <code>weight = min(1, Λ(τ) / sim),   Λ(τ) = e^(−βτ) with β = 2 ln(T/2 + 1) / T,   sim = Σ √(pₖ qₖ)</code>
/// <para>τ, the staleness, is how many updates were applied since the one behind the model that the device learned on; T is the
/// 99.7th percentile of the staleness seen so far, so that exponential and inverse dampening, 1/(τ + 1), meet at T/2. p are the frequencies
/// of the update's labels, q those of all labels applied so far (Bhattacharyya's coefficient; 1 while there are none). Damaskinos et al.,
/// Middleware 2020, section 2.3.</para>
/// </remarks>
/// <param name="classes">How many classes there are.</param>
internal sealed class AdaptiveWeight(int classes)
{
    private const double Percentile = 0.997;

    private readonly SortedDictionary<long, long> _staleness = [];
    private readonly long[] _labels = new long[classes];
    private long _updates;

    /// <summary>The weight of an update, which counts for the next ones from now on.</summary>
    /// <param name="staleness">τ; at least 0.</param>
    /// <param name="labels">How many samples of each class formed it.</param>
    public double Of(long staleness, ReadOnlySpan<long> labels)
    {
        _staleness[staleness] = _staleness.GetValueOrDefault(staleness) + 1;
        _updates++;
        var weight = Math.Min(1, Dampening(staleness, Threshold()) / Similarity(labels, _labels));
        for (var k = 0; k < labels.Length; k++) _labels[k] += labels[k];
        return weight;
    }

    /// <summary>Λ(τ).</summary>
    public static double Dampening(long staleness, long threshold) =>
        threshold == 0 ? 1 : Math.Exp(-2 * Math.Log((threshold / 2.0) + 1) / threshold * staleness);

    /// <summary>Bhattacharyya's coefficient of the frequencies behind two counts: 0 nothing in common, 1 the same.</summary>
    public static double Similarity(ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        var (one, other, sum) = (0L, 0L, 0.0);
        for (var k = 0; k < first.Length; k++)
        {
            one += first[k];
            other += second[k];
            sum += Math.Sqrt((double)first[k] * second[k]);
        }

        return one == 0 || other == 0 ? 1 : sum / Math.Sqrt((double)one * other);
    }

    private long Threshold()
    {
        var below = 0L;
        foreach (var (staleness, count) in _staleness)
        {
            below += count;
            if (below >= Percentile * _updates) return staleness;
        }

        return 0;
    }
}
