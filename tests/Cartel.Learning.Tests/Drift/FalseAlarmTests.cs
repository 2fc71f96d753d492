using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>The false-alarm figures in the detectors' documentation, measured again.</summary>
[Category("Statistical")]
public sealed class FalseAlarmTests
{
    // Of 20 000 000 values; alarms after one another in one stream are not quite independent, so 4 standard deviations and a bit.
    [TestCase("page-hinkley?tolerance=0.005", 60_000)]
    [TestCase("ddm", 200_000)]
    [TestCase("eddm", 4_500)]
    [TestCase("hddm-a", 200_000)]
    [TestCase("hddm-w", 13_500)]
    [TestCase("cusum", 140_000)]
    [TestCase("shiryaev-roberts", 150_000)]
    public void Errs_about_once_in_so_many_values(string name, int interval)
    {
        var tally = Flat(name, 0.2, streams: 200);

        var expected = (double)tally.SteadyValues / interval;
        Assert.That(tally.FalseAlarms, Is.EqualTo(expected).Within(4 * Math.Sqrt(expected) + 0.03 * expected), $"1 in {tally.SteadyValues / Math.Max(1, tally.FalseAlarms)}");
    }

    [TestCase("page-hinkley")]
    [TestCase("kswin")]
    public void Does_not_err_in_ten_million_values(string name) => Assert.That(Flat(name, 0.2, streams: 100).FalseAlarms, Is.Zero);

    // At most one in 100 000 values, whatever the rate: 100 expected at most, standard deviation 10.
    [TestCase(0.01)]
    [TestCase(0.05)]
    [TestCase(0.5)]
    [TestCase(0.8)]
    public void ShiryaevRoberts_keeps_its_false_alarm_interval(double rate) =>
        Assert.That(Flat("shiryaev-roberts", rate, streams: 100).FalseAlarms, Is.InRange(20, 100));

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

    private static DetectionTally Flat(string name, double rate, int streams)
    {
        var tally = new DetectionTally();
        var detector = DriftDetectors.Create(name);
        for (var seed = 1; seed <= streams; seed++) tally.Run(detector, Streams.Errors(seed, rate, 100_000), 100_000);
        return tally;
    }
}
