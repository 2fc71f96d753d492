namespace Cartel.Collaboration;

/// <summary>An estimate of the divergence between two distributions from counts.</summary>
/// <param name="PlugInBits">The plain divergence of the two relative frequencies, in bits, in [0, 1].</param>
/// <param name="Bits">The same less its expected sampling bias, at least 0, in bits: rank by this.</param>
/// <param name="StandardErrorBits">The standard error of the estimate, in bits.</param>
public readonly record struct DivergenceEstimate(double PlugInBits, double Bits, double StandardErrorBits);

/// <summary>Jensen-Shannon divergence, base 2.</summary>
public static class JensenShannon
{
    /// <summary>Divergence of two class distributions that are known by counts.</summary>
    /// <param name="first">Counts per class; each at least 0; at least one above 0.</param>
    /// <param name="second">The same classes; at least one above 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, a count is negative, or one side has no samples.</exception>
    public static DivergenceEstimate Estimate(ReadOnlySpan<long> first, ReadOnlySpan<long> second) =>
        throw new ArgumentException("unwritten");
}
