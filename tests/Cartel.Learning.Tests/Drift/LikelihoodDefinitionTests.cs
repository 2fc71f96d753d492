using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>CUSUM and the Shiryaev–Roberts mixture as sums and products of likelihood ratios over all values.</summary>
public sealed class LikelihoodDefinitionTests
{
    private static readonly (double Odds, double Weight)[] Mixture = [(1.25, 0.2), (1.6, 0.2), (2.4, 0.4), (5, 0.2)];

    private static double[] Stream(int seed) =>
    [
        .. Streams.Errors(seed, 0.2, 400), .. Streams.Errors(seed + 100, 0.6, 300), .. Streams.Errors(seed + 200, 0.1, 300),
        .. Streams.Errors(seed + 300, 0.5, 100).Select(static x => (x + 1) / 2), .. Streams.Errors(seed + 400, 0.01, 100),
    ];

    [Test]
    public void Cusum_agrees_with_its_definition([Range(1, 10)] int seed) =>
        Definition.AssertSame(new Cusum(threshold: 5), Stream(seed), static values => Cusum(values, 5), drifts: 1);

    [Test]
    public void ShiryaevRoberts_agrees_with_its_definition([Range(1, 10)] int seed) =>
        Definition.AssertSame(new ShiryaevRoberts(threshold: 200), Stream(seed), static values => ShiryaevRoberts(values, 200), drifts: 2);

    [Test]
    public void A_fall_starts_the_baseline_afresh_without_a_signal()
    {
        double[] stream = [.. Streams.Errors(1, 0.5, 1000), .. Streams.Errors(2, 0.1, 2000)];
        double[] rise = [.. Streams.Errors(3, 0.3, 500)];
        var detector = new ShiryaevRoberts();

        Assert.That(stream.Select(detector.Observe), Has.None.EqualTo(DriftSignal.Drift));
        // 0.3 is a rise over 0.1, and none over the mean of all values before, 0.23.
        Assert.That(rise.Take(150).Select(detector.Observe), Has.Some.EqualTo(DriftSignal.Drift));
    }

    // gₜ = max over s of the sum of the terms s … t, or 0.
    private static Verdict Cusum(IReadOnlyList<double> values, double threshold)
    {
        var (best, sum) = (0.0, 0.0);
        for (var t = values.Count; t > 128; t--)
        {
            sum += Math.Log(Ratio(values, t, 2, 1));
            best = Math.Max(best, sum);
        }

        return new Verdict(best > threshold, best > threshold - Math.Log(10) && best > 0);
    }

    private static Verdict ShiryaevRoberts(IReadOnlyList<double> values, double threshold)
    {
        var rise = Mixture.Sum(part => part.Weight * Evidence(values, part.Odds, 1));
        if (rise > threshold) return new Verdict(drift: true, warning: true);

        var fall = Mixture.Sum(part => part.Weight * Evidence(values, 1 / part.Odds, -1));
        return fall > 10 * threshold ? Verdict.None with { StartsAfresh = true } : new Verdict(drift: false, warning: rise > threshold / 10);
    }

    // R: the sum, over each place s where the change may lie, of the product of the ratios of s … t.
    private static double Evidence(IReadOnlyList<double> values, double odds, int side)
    {
        var (sum, product) = (0.0, 1.0);
        for (var t = values.Count; t > 128; t--)
        {
            product *= Ratio(values, t, odds, side);
            sum += product;
        }

        return sum;
    }

    // The likelihood ratio of value t, counted from 1, over the baseline then known.
    private static double Ratio(IReadOnlyList<double> values, int t, double odds, int side)
    {
        var count = ((t - 1) / 64 - 1) * 64;
        var total = 0.0;
        for (var i = 0; i < count; i++) total += values[i];

        var mean = (total + 0.5) / (count + 1);
        var rate = mean + side * (Math.Sqrt(mean * (1 - mean) / count) + 1.0 / count);
        rate = Math.Clamp(rate, 0, 1);
        return side < 0 && rate == 0 ? 0 : (1 + (odds - 1) * values[t - 1]) / (1 + (odds - 1) * rate);
    }
}
