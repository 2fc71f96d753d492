namespace Cartel.Learning;

/// <summary>How much a split tells of the class, in bits, and how far such a figure may be off.</summary>
internal static class InformationGain
{
    /// <summary>At least two branches must have more than this share of the weight.</summary>
    public const double LeastBranch = 0.01;

    /// <summary>Σ w log₂ w − W log₂ W, negated: the entropy of a distribution times its weight W.</summary>
    public static double WeightedEntropy(ReadOnlySpan<double> weights)
    {
        var (sum, total) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            if (weight <= 0) continue;

            sum += weight * Math.Log2(weight);
            total += weight;
        }

        return total > 0 ? total * Math.Log2(total) - sum : 0;
    }

    /// <summary>ε: with probability 1 − δ the mean of n values with range R is not further than this from what it estimates.</summary>
    /// <remarks>√(R² ln(1/δ) / 2n): W. Hoeffding, “Probability inequalities for sums of bounded random variables”, 1963.</remarks>
    public static double HoeffdingBound(double range, double confidence, double n) =>
        Math.Sqrt(range * range * Math.Log(1 / confidence) / (2 * n));
}
