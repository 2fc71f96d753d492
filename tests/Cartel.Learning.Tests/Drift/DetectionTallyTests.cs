namespace Cartel.Learning.Tests;

public sealed class DetectionTallyTests
{
    // Signals at the values 4, 9, 14 …, counted from 0.
    private static readonly PeriodicSignal EveryFive = new(5);

    [Test]
    public void Counts_signals_before_the_change_as_false_and_the_first_after_it_as_the_detection()
    {
        var tally = new DetectionTally();

        tally.Run(EveryFive, new double[100], change: 12);

        Assert.Multiple(() =>
        {
            Assert.That((tally.Changes, tally.Missed, tally.SteadyValues, tally.FalseAlarms), Is.EqualTo((1, 0, 12L, 2L)));
            Assert.That(tally.MedianDelay, Is.EqualTo(14 - 12));
            Assert.That(tally.FalseAlarmsPer100000, Is.EqualTo(2e5 / 12));
        });
    }

    [Test]
    public void A_signal_at_the_first_value_after_the_change_has_no_delay()
    {
        var tally = new DetectionTally();

        tally.Run(EveryFive, new double[5], change: 4);

        Assert.That(tally.MedianDelay, Is.Zero);
    }

    [Test]
    public void Starts_the_detector_afresh_for_each_stream()
    {
        var tally = new DetectionTally();

        for (var i = 0; i < 3; i++) tally.Run(EveryFive, new double[4], change: 4);

        Assert.That((tally.Changes, tally.SteadyValues, tally.FalseAlarms), Is.EqualTo((0, 12L, 0L)));
    }

    [Test]
    public void Takes_median_and_ninetieth_percentile_over_the_changes_that_were_signalled()
    {
        var tally = new DetectionTally();

        // Delays 0 … 9, in no order, and one that ends too soon.
        foreach (var change in (int[])[12, 19, 11, 18, 13, 17, 10, 14, 16, 15]) tally.Run(new PeriodicSignal(20), new double[40], change);
        tally.Run(EveryFive, new double[8], change: 6);

        Assert.Multiple(() =>
        {
            Assert.That((tally.Changes, tally.Missed), Is.EqualTo((11, 1)));
            Assert.That(tally.MedianDelay, Is.EqualTo(4.5));
            Assert.That(tally.Delay90, Is.EqualTo(9));
        });
    }

    [Test]
    public void Knows_no_delay_where_nothing_was_signalled()
    {
        var tally = new DetectionTally();

        tally.Run(new NeverSignal(), new double[10], change: 5);

        Assert.Multiple(() =>
        {
            Assert.That(tally.Missed, Is.EqualTo(1));
            Assert.That(tally.MedianDelay, Is.Null);
            Assert.That(tally.Delay90, Is.Null);
        });
    }

    // Exact limits of a Poisson mean: half of chi-squared quantiles, from a table (E. S. Pearson and H. O. Hartley, table 40).
    [TestCase(0, 0, 3.69)]
    [TestCase(1, 0.0253, 5.57)]
    [TestCase(10, 4.80, 18.39)]
    [TestCase(30, 20.24, 42.83)]
    public void Bounds_the_false_alarm_rate_as_the_exact_interval_does(int alarms, double lower, double upper)
    {
        var tally = new DetectionTally();
        tally.Run(new PeriodicSignal(alarms == 0 ? 5000 : 1000 / alarms), new double[1000 / Math.Max(1, alarms) * Math.Max(1, alarms)], change: 1000 / Math.Max(1, alarms) * Math.Max(1, alarms));

        var rate = tally.FalseAlarmRate();

        Assert.That(tally.FalseAlarms, Is.EqualTo(alarms));
        Assert.That(rate.Lower * tally.SteadyValues, Is.EqualTo(lower).Within(0.03 * lower + 0.02));
        Assert.That(rate.Upper * tally.SteadyValues, Is.EqualTo(upper).Within(0.02 * upper));
    }

    [TestCase(-1)]
    [TestCase(11)]
    public void Refuses_a_change_outside_the_stream(int change) =>
        Assert.That(() => new DetectionTally().Run(EveryFive, new double[10], change), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
