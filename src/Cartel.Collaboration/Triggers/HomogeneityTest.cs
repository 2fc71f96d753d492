namespace Cartel.Collaboration;

/// <summary>Whether two rows of counts come of one distribution: Pearson's χ².</summary>
/// <remarks>Classes with few counts are pooled, rarest first, until each column expects five in the smaller row: below that the
/// statistic's tail is longer than a χ²'s.</remarks>
internal static class HomogeneityTest
{
    private const double LeastExpected = 5;

    /// <summary>How many standard deviations of a normal variable the difference is worth; 0 or below where there is none to speak of.</summary>
    /// <remarks>From the statistic by E. B. Wilson and M. M. Hilferty, “The distribution of chi-square”, PNAS 17, 1931, 684–688: the cube root
    /// of χ²/f is normal, with mean 1 − 2/(9f) and variance 2/(9f).</remarks>
    /// <param name="first">Counts; each at least 0.</param>
    /// <param name="second">The same columns.</param>
    public static double Deviations(ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        double n = 0, m = 0;
        foreach (var count in first) n += count;
        foreach (var count in second) m += count;
        if (n == 0 || m == 0) return 0;

        var columns = Pooled(first, second, LeastExpected * (n + m) / Math.Min(n, m));
        if (columns.Count < 2) return 0;

        var statistic = columns.Sum(column => Math.Pow((Math.Sqrt(m / n) * column.First) - (Math.Sqrt(n / m) * column.Second), 2) / (column.First + column.Second));
        var variance = 2.0 / (9 * (columns.Count - 1));
        return (Math.Cbrt(statistic / (columns.Count - 1)) - (1 - variance)) / Math.Sqrt(variance);
    }

    private static List<(double First, double Second)> Pooled(ReadOnlySpan<long> first, ReadOnlySpan<long> second, double least)
    {
        var columns = new List<(double First, double Second)>();
        for (var i = 0; i < first.Length; i++) columns.Add((first[i], second[i]));
        while (true)
        {
            columns.Sort(static (one, other) => (one.First + one.Second).CompareTo(other.First + other.Second));
            if (columns.Count < 2 || columns[0].First + columns[0].Second >= least) return columns;

            columns[1] = (columns[0].First + columns[1].First, columns[0].Second + columns[1].Second);
            columns.RemoveAt(0);
        }
    }
}
