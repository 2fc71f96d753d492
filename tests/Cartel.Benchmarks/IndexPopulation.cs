using Cartel.Learning;

namespace Cartel.Benchmarks;

/// <summary>Class counts of a fleet, and of agents that ask it: windows of 200 to 2,000 samples.</summary>
/// <remarks>Spread out: each agent's shares are drawn from a Dirichlet distribution. Clustered: around one of a thousand
/// centres. Counts are Poisson draws (by the normal approximation above 30), as of a window over a span of time.</remarks>
internal sealed class IndexPopulation(string name, int classes, int seed)
{
    public static readonly string[] Names = ["dirichlet-1.0", "dirichlet-0.1", "clustered"];

    private const int Centres = 1000;
    private const double Closeness = 200;

    private readonly SeededRandom _random = new(seed);
    private double[][]? _centres;

    public long[] Draw()
    {
        var shares = name switch
        {
            "dirichlet-1.0" => Dirichlet(static _ => 1),
            "dirichlet-0.1" => Dirichlet(static _ => 0.1),
            "clustered" => Near((_centres ??= [.. Enumerable.Range(0, Centres).Select(_ => Dirichlet(static _ => 0.5))])[_random.Next(Centres)]),
            _ => throw new ArgumentException($"there is no population “{name}”; there are {string.Join(", ", Names)}"),
        };
        var samples = 200 * Math.Pow(10, _random.NextDouble());
        long[] counts = [.. shares.Select(share => Poisson(share * samples))];
        return counts.Any(static count => count > 0) ? counts : [1, .. counts[1..]];
    }

    private double[] Near(double[] centre) => Dirichlet(i => centre[i] * Closeness + 1e-3);

    private double[] Dirichlet(Func<int, double> shape)
    {
        double[] weights = [.. Enumerable.Range(0, classes).Select(i => Gamma(shape(i)) + 1e-300)];
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    // G. Marsaglia and W. W. Tsang, “A simple method for generating gamma variables”, ACM TOMS 26(3), 2000, 363–372.
    private double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(_random.NextDouble(), 1 / shape);

        var d = shape - 1.0 / 3;
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + x / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(1 - _random.NextDouble()) < x * x / 2 + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    private long Poisson(double mean)
    {
        if (mean > 30) return (long)Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * Normal()));

        var (count, left, stop) = (0L, 1.0, Math.Exp(-mean));
        while ((left *= 1 - _random.NextDouble()) > stop) count++;
        return count;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
