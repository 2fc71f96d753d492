namespace Cartel.Simulation.Tests;

/// <summary>On curves made by hand: the reference stands at 0.90, so that 0.88 is the least that counts as recovered.</summary>
public sealed class RecoveryMeterTests
{
    [Test]
    public void A_model_that_is_good_at_the_change_itself_needs_no_samples() =>
        Assert.That(Recover(Curve(0.90, checks: 10)), Is.Zero);

    [Test]
    public void Recovered_is_the_first_of_ten_good_checks() =>
        Assert.That(Recover([.. Curve(0.50, checks: 3), .. Curve(0.88, checks: 10)]), Is.EqualTo(30));

    [Test]
    public void Nine_good_checks_do_not_last() =>
        Assert.That(Recover([.. Curve(0.88, checks: 9), 0.87, .. Curve(0.88, checks: 10)]), Is.EqualTo(100));

    [Test]
    public void A_model_of_which_fewer_than_ten_good_checks_are_seen_has_not_recovered() =>
        Assert.That(Recover([.. Curve(0.50, checks: 5), .. Curve(0.95, checks: 9)]), Is.Null);

    [Test]
    public void A_hair_below_two_points_is_too_little() => Assert.That(Recover(Curve(0.8799, checks: 10)), Is.Null);

    [Test]
    public void Regret_is_the_area_between_the_curves_by_trapezoids()
    {
        var meter = new RecoveryMeter(change: 100);
        meter.Check(100, accuracy: 0.5, reference: 0.9);
        meter.Check(110, accuracy: 0.8, reference: 0.9);
        meter.Check(150, accuracy: 1.0, reference: 0.9);

        // 10 · (0.4 + 0.1) / 2 + 40 · (0.1 − 0.1) / 2
        Assert.That(meter.Regret, Is.EqualTo(2.5).Within(1e-12));
    }

    [Test]
    public void Checks_are_due_every_ten_samples_and_at_the_fifth_until_it_has_recovered()
    {
        var meter = new RecoveryMeter(change: 103);

        Assert.That(Enumerable.Range(103, 25).Where(sample => meter.IsDue(sample)), Is.EqualTo([103, 108, 113, 123]));
        for (var i = 0; i < RecoveryMeter.Lasting; i++) meter.Check(103 + (10 * i), 1, 1);
        Assert.That(meter.IsDue(203), Is.False);
    }

    private static long? Recover(double[] accuracies)
    {
        var meter = new RecoveryMeter(change: 700);
        for (var i = 0; i < accuracies.Length; i++) meter.Check(700 + (10 * i), accuracies[i], reference: 0.9);
        return meter.Samples;
    }

    private static double[] Curve(double accuracy, int checks) => [.. Enumerable.Repeat(accuracy, checks)];
}
