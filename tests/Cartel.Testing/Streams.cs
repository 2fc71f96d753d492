namespace Cartel.Testing;

/// <summary>Seeded streams and draws: same arguments, same values, on every machine.</summary>
public static class Streams
{
    /// <summary>Errors of a classifier that is wrong at a steady rate: 1 with that probability, else 0.</summary>
    public static double[] Errors(int seed, double rate, int count)
    {
        var random = new Random(seed);
        var errors = new double[count];
        for (var i = 0; i < count; i++) errors[i] = random.NextDouble() < rate ? 1 : 0;
        return errors;
    }

    /// <summary>Class counts of so many samples drawn from a distribution; its weights need not sum to 1.</summary>
    public static long[] Counts(Random random, IReadOnlyList<double> weights, int samples)
    {
        var total = weights.Sum();
        var counts = new long[weights.Count];
        for (var i = 0; i < samples; i++)
        {
            var at = random.NextDouble() * total;
            var drawn = 0;
            while (drawn < weights.Count - 1 && (at -= weights[drawn]) >= 0) drawn++;
            counts[drawn]++;
        }

        return counts;
    }

    /// <summary>Values of a normal distribution, by Box and Muller.</summary>
    public static double[] Normal(int seed, double mean, double deviation, int count)
    {
        var random = new Random(seed);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = mean + deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return values;
    }
}
