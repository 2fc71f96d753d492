using Cartel.Learning;

namespace Cartel.Cli.Tests.Load;

public sealed class LatencyHistogramTests
{
    [TestCase(0.5)]
    [TestCase(0.95)]
    [TestCase(0.99)]
    [TestCase(1)]
    public void A_quantile_is_the_nearest_rank_of_the_sorted_values_within_a_128th(double share)
    {
        var random = new SeededRandom(7);
        var histogram = new LatencyHistogram();
        // From 1 µs to 100 s, evenly by order of magnitude.
        long[] micros = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Pow(10, 8 * random.NextDouble()))];
        foreach (var one in micros) histogram.Add(TimeSpan.FromMicroseconds(one));

        var exact = micros.Order().ElementAt((int)Math.Ceiling(share * micros.Length) - 1);

        Assert.That(histogram.Quantile(share)!.Value.TotalMicroseconds, Is.InRange(exact, exact * (1 + 1.0 / 128)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(255)]
    public void Short_latencies_are_kept_exactly(int micros)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMicroseconds(micros));
        histogram.Add(TimeSpan.FromSeconds(1));

        Assert.That(histogram.Quantile(0.5), Is.EqualTo(TimeSpan.FromMicroseconds(micros)));
    }

    [Test]
    public void What_is_beyond_all_bounds_counts_as_the_longest_and_less_than_nothing_as_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromDays(365));
        histogram.Add(TimeSpan.FromSeconds(-1));

        Assert.Multiple(() =>
        {
            Assert.That(histogram.Quantile(1), Is.EqualTo(TimeSpan.FromMicroseconds((1L << 36) - 1)));
            Assert.That(histogram.Quantile(0.5), Is.EqualTo(TimeSpan.Zero));
        });
    }

    [Test]
    public void None_has_no_quantile() => Assert.That(new LatencyHistogram().Quantile(0.5), Is.Null);

    [Test]
    public void Many_threads_lose_none()
    {
        var histogram = new LatencyHistogram();

        Parallel.For(0, 40_000, i => histogram.Add(TimeSpan.FromMicroseconds(i % 1000)));

        Assert.Multiple(() =>
        {
            Assert.That(histogram.Count, Is.EqualTo(40_000));
            Assert.That(histogram.Quantile(1), Is.EqualTo(TimeSpan.FromMicroseconds(999)));
        });
    }
}
