namespace Cartel.Learning;

/// <summary>From logarithms of prior times likelihood to probabilities.</summary>
internal static class LeafVotes
{
    // e⁻⁵⁰ is far below the last digit of a probability beside one.
    private const double Negligible = 50;

    /// <summary>Makes probabilities of a leaf's logarithms, in place; the classes' weights where all are −∞.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="best">The class of the greatest logarithm.</param>
    /// <param name="votes">The logarithms; then the probabilities, which sum to 1.</param>
    public static void FromLogs(LeafNode leaf, int best, Span<double> votes)
    {
        var (greatest, sum) = (votes[best], 0.0);
        if (double.IsNegativeInfinity(greatest))
        {
            OfCounts(leaf, votes);
            return;
        }

        for (var k = 0; k < votes.Length; k++) sum += votes[k] = votes[k] - greatest > -Negligible ? Math.Exp(votes[k] - greatest) : 0;
        for (var k = 0; k < votes.Length; k++) votes[k] /= sum;
    }

    /// <summary>The classes' weights.</summary>
    public static void OfCounts(LeafNode leaf, Span<double> votes)
    {
        var counts = leaf.Counts;
        for (var k = 0; k < votes.Length; k++) votes[k] = counts[k];
    }
}
