using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class PageHinkleyTests
{
    // On 0, 1 without tolerance the mean is ½ and so is the rise: exact in binary.
    [TestCase(0.49, 2, DriftSignal.Drift)]
    [TestCase(0.50, 2, DriftSignal.None, Description = "the threshold itself is not drift")]
    [TestCase(0.49, 3, DriftSignal.None, Description = "still warming up")]
    public void Signals_above_the_threshold_once_warm(double threshold, int warmUp, DriftSignal expected)
    {
        var detector = new PageHinkley(tolerance: 0, threshold, warmUp);
        detector.Observe(0);

        Assert.That(detector.Observe(1), Is.EqualTo(expected));
    }

    [Test]
    public void Agrees_with_the_definition_it_rewrites([Range(1, 20)] int seed)
    {
        double[] stream = [.. Streams.Errors(seed, 0.1, 500), .. Streams.Errors(seed + 1000, 0.6, 500)];
        var detector = new PageHinkley(tolerance: 0.005, threshold: 20);

        var signalled = Array.FindIndex(stream, x => detector.Observe(x) is DriftSignal.Drift);

        Assert.That(signalled, Is.EqualTo(FirstDrift(stream, tolerance: 0.005, threshold: 20)));
    }

    [Test]
    public void Refuses_statistics_that_no_stream_leads_to()
    {
        var state = new PageHinkley().Save();

        // Mean and rise, after the mark and the count.
        Assert.That(() => new PageHinkley().Restore(Damage.WithDouble(state, 12, double.NaN)), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => new PageHinkley().Restore(Damage.WithDouble(state, 20, -1)), Throws.TypeOf<ModelFormatException>());
    }

    [TestCase(-0.1, 50, 30)]
    [TestCase(0.1, 0, 30)]
    [TestCase(0.1, double.NaN, 30)]
    [TestCase(0.1, 50, 0)]
    public void Refuses_settings_out_of_range(double tolerance, double threshold, int warmUp) => Assert.That(
        () => new PageHinkley(tolerance, threshold, warmUp), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // mₜ − min(m₀ … mₜ) > λ, with every mean taken afresh: quadratic, and plainly the published test.
    private static int FirstDrift(double[] stream, double tolerance, double threshold)
    {
        var sums = new List<double> { 0 };
        return Array.FindIndex(stream, x =>
        {
            sums.Add(sums[^1] + x - stream[..sums.Count].Average() - tolerance);
            return sums.Count > 30 && sums[^1] - sums.Min() > threshold;
        });
    }
}
