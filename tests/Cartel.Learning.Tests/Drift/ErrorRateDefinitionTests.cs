using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>DDM, EDDM and HDDM beside their papers' rules, written down as sums over all values.</summary>
public sealed class ErrorRateDefinitionTests
{
    private static double[] Stream(int seed) =>
        [.. Streams.Errors(seed, 0.15, 300), .. Streams.Errors(seed + 100, 0.6, 150), .. Streams.Errors(seed + 200, 0.1, 200), .. Streams.Errors(seed + 300, 0.5, 150)];

    [Test]
    public void Ddm_agrees_with_its_definition([Range(1, 10)] int seed) => Definition.AssertSame(new Ddm(), Stream(seed), Ddm, drifts: 1);

    [Test]
    public void Eddm_agrees_with_its_definition([Range(1, 10)] int seed) => Definition.AssertSame(new Eddm(), Stream(seed), Eddm, drifts: 1);

    [Test]
    public void HddmA_agrees_with_its_definition([Range(1, 10)] int seed) => Definition.AssertSame(new HddmA(), Stream(seed), HddmA, drifts: 1);

    [Test]
    public void HddmW_agrees_with_its_definition([Range(1, 4)] int seed) => 
        Definition.AssertSame(new HddmW(), [.. Stream(seed)[200..400], .. Stream(seed)[500..550]], HddmW, drifts: 1);

    private static Verdict Ddm(IReadOnlyList<double> values)
    {
        if (values.Count <= 30) return Verdict.None;

        var levels = Prefixes(values).Skip(30).Select(static part => (part.Mean, Deviation: Math.Sqrt(part.Mean * (1 - part.Mean) / part.Count))).ToList();
        var least = levels.Min(static level => level.Mean + level.Deviation);
        var lowest = levels.Last(level => level.Mean + level.Deviation == least);
        var now = levels[^1].Mean + levels[^1].Deviation;
        return new Verdict(now > lowest.Mean + 3 * lowest.Deviation, now > lowest.Mean + 2 * lowest.Deviation);
    }

    private static Verdict Eddm(IReadOnlyList<double> values)
    {
        // The places of the errors, from 1; the first distance is from 0.
        var errors = Enumerable.Range(1, values.Count).Where(place => values[place - 1] == 1).ToList();
        if (errors.Count <= 30) return Verdict.None;

        var distances = errors.Select((place, k) => (double)(place - (k == 0 ? 0 : errors[k - 1]))).ToList();
        var reaches = Enumerable.Range(1, errors.Count).Where(k => errors[k - 1] >= 30).Select(k => Reach(distances[..k])).ToList();
        var share = reaches[^1] / reaches.Max();
        return new Verdict(share < 0.9 && values[^1] == 1, share < 0.95);
    }

    private static double Reach(List<double> distances)
    {
        var mean = distances.Average();
        return mean + 2 * Math.Sqrt(distances.Average(d => (d - mean) * (d - mean)));
    }

    private static Verdict HddmA(IReadOnlyList<double> values)
    {
        var parts = Prefixes(values).ToList();
        var bounds = parts.Select(static part => part.Mean + Math.Sqrt(Math.Log(1 / 0.001) / (2 * part.Count))).ToList();
        var early = parts[bounds.LastIndexOf(bounds.Min())];
        var all = parts[^1];
        var spread = 1.0 / early.Count - 1.0 / all.Count;
        bool Rises(double confidence) => early.Count < all.Count && all.Mean - early.Mean >= Math.Sqrt(spread / 2 * Math.Log(2 / confidence));
        return new Verdict(Rises(0.001), Rises(0.005));
    }

    private static Verdict HddmW(IReadOnlyList<double> values)
    {
        var means = Enumerable.Range(1, values.Count).Select(count => Weighted(values.Take(count))).ToList();
        var bounds = means.Select(static mean => mean.Mean + Math.Sqrt(mean.Squares * Math.Log(1 / 0.001) / 2)).ToList();
        var early = bounds.IndexOf(bounds.Min());
        if (early == values.Count - 1) return Verdict.None;

        var late = Weighted(values.Skip(early + 1));
        bool Rises(double confidence) =>
            late.Mean - means[early].Mean > Math.Sqrt((means[early].Squares + late.Squares) * Math.Log(1 / confidence) / 2);
        return new Verdict(Rises(0.001), Rises(0.005));
    }

    private static (double Mean, double Squares) Weighted(IEnumerable<double> values)
    {
        double[] newestFirst = [.. values.Reverse()];
        var weights = newestFirst.Select((_, age) => Math.Pow(0.95, age) * (age == newestFirst.Length - 1 ? 1 : 0.05)).ToArray();
        return (weights.Zip(newestFirst, static (w, x) => w * x).Sum(), weights.Sum(static w => w * w));
    }

    private static IEnumerable<(int Count, double Mean)> Prefixes(IReadOnlyList<double> values)
    {
        var total = 0.0;
        for (var i = 0; i < values.Count; i++)
        {
            total += values[i];
            yield return (i + 1, total / (i + 1));
        }
    }
}
