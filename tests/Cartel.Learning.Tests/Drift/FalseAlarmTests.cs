using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>The false-alarm figures in the detectors' documentation, measured again.</summary>
[Category("Statistical")]
public sealed class FalseAlarmTests
{
    [Test]
    public void PageHinkley_errs_about_once_in_57_000_values()
    {
        var alarms = Enumerable.Range(1, 100).Sum(static seed =>
        {
            var detector = new PageHinkley();
            return Streams.Errors(seed, 0.2, 57_000).Count(x => detector.Observe(x) is DriftSignal.Drift);
        });

        Assert.That(alarms, Is.InRange(75, 125)); // 100 expected, standard deviation 10
    }

    [Test]
    public void Adwin_errs_about_once_in_4_000_000_values()
    {
        var alarms = Enumerable.Range(1, 300).Sum(static seed =>
        {
            var detector = new Adwin();
            return Streams.Errors(seed, 0.2, 100_000).Count(x => detector.Observe(x) is DriftSignal.Drift);
        });

        Assert.That(alarms, Is.InRange(1, 20)); // 7.5 expected; they come in clusters, so the standard deviation is above 2.7
    }
}
