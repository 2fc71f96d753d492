using Cartel.Testing;

namespace Cartel.Collaboration.Tests;

/// <summary>What holds for every pair of distributions, on random ones with empty classes among them.</summary>
public sealed class JensenShannonProperties
{
    [Test]
    public void Is_symmetric_and_between_0_and_1([Range(1, 50)] int seed)
    {
        var (p, q, _) = Draw(seed);

        var bits = JensenShannon.Divergence(p, q);

        Assert.That(bits, Is.InRange(0, 1));
        Assert.That(JensenShannon.Divergence(q, p), Is.EqualTo(bits));
    }

    [Test]
    public void Is_zero_for_equals_and_for_others_at_least_Pinsker_s_bound([Range(1, 50)] int seed)
    {
        var (p, q, _) = Draw(seed);

        Assert.That(JensenShannon.Divergence(p, [.. p.Select(static x => 3 * x)]), Is.Zero.Within(1e-15));
        // Pinsker's inequality, for the two halves: at least the square of the distance, over 2 ln 2.
        var distance = p.Zip(q, (a, b) => Math.Abs(a / p.Sum() - b / q.Sum())).Sum() / 2;
        Assert.That(JensenShannon.Divergence(p, q), Is.GreaterThanOrEqualTo(distance * distance / (2 * Math.Log(2)) - 1e-15));
    }

    [Test]
    public void Does_not_depend_on_the_order_of_the_classes([Range(1, 50)] int seed)
    {
        var (p, q, _) = Draw(seed);
        var order = Enumerable.Range(0, p.Length).ToArray();
        new Random(seed).Shuffle(order);

        var shuffled = JensenShannon.Divergence([.. order.Select(i => p[i])], [.. order.Select(i => q[i])]);

        Assert.That(shuffled, Is.EqualTo(JensenShannon.Divergence(p, q)).Within(1e-14));
    }

    [Test]
    public void Grows_with_the_share_of_the_other_distribution([Range(1, 50)] int seed)
    {
        var (p, q, _) = Draw(seed);

        var bits = Enumerable.Range(0, 11).Select(i => JensenShannon.Divergence(p, Mixed(p, q, i / 10.0)));

        Assert.That(bits, Is.Ordered.Ascending);
    }

    [Test]
    public void Has_a_root_that_is_a_metric([Range(1, 50)] int seed)
    {
        var (p, q, r) = Draw(seed);

        var direct = Math.Sqrt(JensenShannon.Divergence(p, q));
        var detour = Math.Sqrt(JensenShannon.Divergence(p, r)) + Math.Sqrt(JensenShannon.Divergence(r, q));

        Assert.That(direct, Is.LessThanOrEqualTo(detour + 1e-12));
    }

    [Test]
    public void An_estimate_is_symmetric_finite_and_in_range([Range(1, 50)] int seed, [Values(1, 2, 7, 1000)] int samples)
    {
        var (p, q, _) = Draw(seed);
        var random = new Random(seed);
        var first = Streams.Counts(random, p, samples);
        var second = Streams.Counts(random, q, 50);

        var estimate = JensenShannon.Estimate(first, second);

        Assert.That(estimate.Bits, Is.InRange(0, 1));
        Assert.That(estimate.StandardErrorBits, Is.InRange(0, 0.5));
        Assert.That(estimate.PlugInBits, Is.EqualTo(JensenShannon.Divergence(AsWeights(first), AsWeights(second))).Within(1e-15));
        Assert.That(JensenShannon.Estimate(second, first), Is.EqualTo(estimate));
    }

    [TestCase(long.MaxValue)]
    [TestCase(1_000_000_000_000)]
    public void Astronomical_counts_buy_nothing_beyond_a_million_samples(long count)
    {
        var plain = JensenShannon.Estimate([500_000, 500_000, 0], [30, 60, 10]);
        var inflated = JensenShannon.Estimate([count, count, 0], [30, 60, 10]);

        Assert.That(inflated.Bits, Is.EqualTo(plain.Bits).Within(1e-9));
        Assert.That(inflated.StandardErrorBits, Is.EqualTo(plain.StandardErrorBits).Within(1e-9));
    }

    private static double[] AsWeights(long[] counts) => [.. counts.Select(static count => (double)count)];

    private static double[] Mixed(double[] p, double[] q, double share) =>
        [.. p.Zip(q, (a, b) => (1 - share) * a / p.Sum() + share * b / q.Sum())];

    private static (double[] P, double[] Q, double[] R) Draw(int seed)
    {
        var random = new Random(seed);
        var classes = random.Next(2, 12);
        return (Weights(), Weights(), Weights());

        // Every third class is empty on average; the last never, so that no side is.
        double[] Weights() =>
            [.. Enumerable.Range(1, classes).Select(i => i < classes && random.Next(3) == 0 ? 0 : random.NextDouble() + 1e-3)];
    }
}
