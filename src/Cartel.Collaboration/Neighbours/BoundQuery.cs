namespace Cartel.Collaboration;

/// <summary>A query as <see cref="DonorBlock"/> takes it.</summary>
internal sealed class BoundQuery
{
    private const double SettledShare = 0.05;
    private const int MostMasked = 128;

    // What rounding in single precision, and the cap on samples, may add to a bound, in bits.
    private const double Rounding = 2e-4;
    private const double RoundingPerClass = 3e-5;

    public BoundQuery(NeighbourQuery query, double now, bool byDivergence, double network)
    {
        (Now, ByDivergence, Network, Needs) = (now, byDivergence, (float)network, query.Needs);
        Thresholds = [.. query.Needs.Select(need => (float)Math.BitDecrement((float)((query.Recall[need] ?? 0) + NeighbourFilter.RecallMargin)))];
        Shares = SharesOf(query);
        WholeShares = [.. query.ClassCounts.Select(count => (float)(count / query.ClassCounts.Sum(static one => (double)one)))];
        Masked = [.. Enumerable.Range(0, Shares.Length).Where(label => float.IsNaN(Shares[label]))];
        (Noise, Allowance) = BiasAtMost(query);
    }

    public double Now { get; }

    public bool ByDivergence { get; }

    public float Network { get; }

    public IReadOnlyList<int> Needs { get; }

    /// <summary>The recall on each needed class that is worth something.</summary>
    public float[] Thresholds { get; }

    /// <summary>The asker's share of each class among those that are compared; NaN for one that is not.</summary>
    public float[] Shares { get; }

    /// <summary>Its share of each class.</summary>
    public float[] WholeShares { get; }

    /// <summary>The classes that are left out of the comparison.</summary>
    public int[] Masked { get; }

    /// <summary>1 / (4 n ln 2) of the asker's n samples: with shares xᵢ of its and yᵢ of another's, its side of the bias is at
    /// most that times Σ (1 − xᵢ) yᵢ / (xᵢ + yᵢ), and the allowance.</summary>
    public float Noise { get; }

    /// <summary>See there; with what rounding may add.</summary>
    public float Allowance { get; }

    // As NeighbourRanking.DivergenceOfTheRest has it.
    private static float[] SharesOf(NeighbourQuery query)
    {
        var all = query.ClassCounts.Sum(static count => (double)count);
        bool[] left = [.. query.ClassCounts.Select((count, label) => query.Needs.Contains(label) && count < SettledShare * all)];
        var rest = query.ClassCounts.Where((_, label) => !left[label]).Sum(static count => (double)count);
        return rest > 0 && query.ClassCounts.Count <= MostMasked
            ? [.. query.ClassCounts.Select((count, label) => left[label] ? float.NaN : (float)(count / rest))]
            : [.. query.ClassCounts.Select(count => (float)(count / all))];
    }

    private (float Noise, float Allowance) BiasAtMost(NeighbourQuery query)
    {
        long[] counts = [.. query.ClassCounts.Select((count, label) => float.IsNaN(Shares[label]) ? 0 : count)];
        var samples = counts.Sum(static count => (double)count);
        var noise = samples < 2 ? 0 : IndexQuery.QuarterBit / Math.Min(samples, JensenShannon.MostSamples);
        var allowance = OwnBias.Of(counts, samples) - noise * (counts.Count(static count => count > 0) - 1);
        return ((float)noise, (float)(allowance + Rounding + RoundingPerClass * counts.Length));
    }
}
