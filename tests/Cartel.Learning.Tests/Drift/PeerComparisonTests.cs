using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Each detector beside the best peer's same one, on the same bits, both at their defaults.</summary>
[Category("Statistical")]
public sealed class PeerComparisonTests
{
    // The rules of MOA (p90, false alarms) and River (median: MOA's tool takes the upper of the two in the midst), to the value.
    [TestCase("ddm", 584.5, 5242, 2, 5.1, 0.52)]
    [TestCase("eddm", 488.5, 1223, 0, 175.6, 22.72)]
    [TestCase("hddm-a", 193.5, 466, 0, 0.9, 0.47)]
    [TestCase("hddm-w", 48.5, 102, 0, 6.4, 7.59)]
    [TestCase("page-hinkley?tolerance=0.005", 201.5, 289, 0, 1.2, 1.73, Description = "MOA's CUSUM")]
    public void Does_what_the_peer_does(string detector, double median, double delay90, int missed, double before, double flat)
    {
        var jump = PublishedBits.Jump(detector);

        Assert.Multiple(() =>
        {
            Assert.That(jump.MedianDelay, Is.EqualTo(median));
            Assert.That(jump.Delay90, Is.EqualTo(delay90));
            Assert.That(jump.Missed, Is.EqualTo(missed));
            Assert.That(jump.FalseAlarmsPer100000, Is.EqualTo(before).Within(0.05));
            Assert.That(PublishedBits.Flat(detector).FalseAlarmsPer100000, Is.EqualTo(flat).Within(0.005));
        });
    }

    [TestCase("page-hinkley", 407, 609, 1357, 0.1, 0.07, Description = "MOA")]
    [TestCase("cusum", 202, 289, 898, 1.2, 1.73, Description = "MOA")]
    [TestCase("kswin", 3617.5, 6440, 3162, 1.0, 1.00, Description = "River")]
    public void Is_no_worse_than_the_peer(string detector, double median, double delay90, double rise, double before, double flat)
    {
        var jump = PublishedBits.Jump(detector);

        Assert.Multiple(() =>
        {
            Assert.That(jump.MedianDelay, Is.LessThanOrEqualTo(median));
            Assert.That(jump.Delay90, Is.LessThanOrEqualTo(delay90));
            Assert.That(jump.Missed, Is.Zero);
            Assert.That(PublishedBits.Rise(detector).MedianDelay, Is.LessThanOrEqualTo(rise));
            Assert.That(jump.FalseAlarmsPer100000, Is.LessThanOrEqualTo(before));
            Assert.That(PublishedBits.Flat(detector).FalseAlarmsPer100000, Is.LessThanOrEqualTo(flat));
        });
    }

    // Best of all peers with at most 1 false alarm per 100 000: MOA's ADWIN (143 / 207, rise 1039). SEED (79 / 143, rise 847) has 1.2.
    [Test]
    public void The_default_beats_every_peers_delay_at_no_more_than_one_false_alarm_in_100_000_values()
    {
        var jump = PublishedBits.Jump(DriftDetectors.Default);

        Assert.Multiple(() =>
        {
            Assert.That(jump.MedianDelay, Is.LessThan(79));
            Assert.That(jump.Delay90, Is.LessThan(143));
            Assert.That(jump.Missed, Is.Zero);
            Assert.That(PublishedBits.Rise(DriftDetectors.Default).MedianDelay, Is.LessThan(1039));
            Assert.That(jump.FalseAlarmsPer100000, Is.LessThanOrEqualTo(1));
            Assert.That(PublishedBits.Flat(DriftDetectors.Default).FalseAlarmsPer100000, Is.LessThanOrEqualTo(1));
        });
    }

    // So that it is not made for one pair of rates: ADWIN is the best of the peers that seldom err.
    [TestCase(0.01, 0.03)]
    [TestCase(0.01, 0.06)]
    [TestCase(0.05, 0.10)]
    [TestCase(0.05, 0.25)]
    [TestCase(0.2, 0.25)]
    [TestCase(0.2, 0.3)]
    [TestCase(0.5, 0.6)]
    [TestCase(0.5, 0.7)]
    public void The_default_is_faster_than_Adwin_at_other_rates(double before, double after)
    {
        var (tally, adwin) = (new DetectionTally(), new DetectionTally());
        for (var seed = 1; seed <= 100; seed++)
        {
            double[] stream = [.. Streams.Errors(seed, before, 10_000), .. Streams.Errors(seed + 5_000, after, 10_000)];
            tally.Run(DriftDetectors.Create(DriftDetectors.Default), stream, 10_000);
            adwin.Run(new Adwin(), stream, 10_000);
        }

        Assert.That(tally.MedianDelay, Is.LessThan(0.75 * adwin.MedianDelay!.Value));
        Assert.That(tally.Delay90, Is.LessThan(adwin.Delay90!.Value));
        Assert.That(tally.Missed, Is.LessThanOrEqualTo(2), "a false alarm just before the change costs the baseline");
    }
}
