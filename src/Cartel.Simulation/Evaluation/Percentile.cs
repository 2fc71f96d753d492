namespace Cartel.Simulation;

/// <summary>Order statistics.</summary>
public static class Percentile
{
    /// <summary>The p-quantile by linear interpolation between order statistics (R's type 7); null for no values.</summary>
    /// <remarks>h = (n − 1)·p;  x₍⌊h⌋₎ + (h − ⌊h⌋)·(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎), counted from 0. R. J. Hyndman and Y. Fan, “Sample quantiles in statistical
    /// packages”, The American Statistician 50(4), 1996. Infinite values are allowed: between a finite and an infinite one lies infinity.</remarks>
    /// <param name="values">In any order.</param>
    /// <param name="p">In [0, 1].</param>
    public static double? Of(IEnumerable<double> values, double p)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) return null;

        var at = (sorted.Length - 1) * p;
        var below = (int)at;
        if (at == below) return sorted[below];

        var (low, high) = (sorted[below], sorted[below + 1]);
        return double.IsInfinity(high) ? high : low + ((at - below) * (high - low));
    }

    /// <summary>The median; null for no values.</summary>
    public static double? Median(IEnumerable<double> values) => Of(values, 0.5);
}
