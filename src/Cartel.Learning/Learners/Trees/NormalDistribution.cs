namespace Cartel.Learning;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private static readonly double InverseRoot = 1 / Math.Sqrt(2 * Math.PI);

    /// <summary>P(Z ≤ z), within 7.5e−8: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 1964, 26.2.17.</summary>
    public static double Cumulative(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var tail = InverseRoot * Math.Exp(-0.5 * z * z)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? 1 - tail : tail;
    }
}
