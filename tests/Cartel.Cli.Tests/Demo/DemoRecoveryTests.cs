using Cartel.Agent;

namespace Cartel.Cli.Tests;

/// <summary>Curves by hand: scores every ten samples after a change at sample 1,000.</summary>
public sealed class DemoRecoveryTests
{
    private const long Change = 1000;

    [Test]
    public void Recovered_from_the_first_score_on_is_ten_samples() =>
        Assert.That(DemoRecovery.Of(Curve(static _ => 0.9, static _ => 0.9), Change), Is.EqualTo((10L, 10L)));

    [Test]
    public void A_step_up_counts_from_the_first_score_that_lasts() =>
        // The fifth score, at sample 1,050, is the first good one of the agent; the twenty-first the twin's.
        Assert.That(DemoRecovery.Of(Curve(static i => i < 4 ? 0.5 : 0.9, static i => i < 20 ? 0.5 : 0.9), Change), Is.EqualTo((50L, 210L)));

    [Test]
    public void A_model_that_never_gets_there_has_not_recovered() =>
        Assert.That(DemoRecovery.Of(Curve(static _ => 0.9, static _ => 0.85), Change), Is.EqualTo((10L, (long?)null)));

    [Test]
    public void A_dip_within_ten_scores_starts_the_count_anew() =>
        // Good from the first on, but for the sixth score: it counts from the seventh.
        Assert.That(DemoRecovery.Of(Curve(static i => i == 5 ? 0.5 : 0.9, static _ => 0.9), Change).Own, Is.EqualTo(70));

    [Test]
    public void A_dip_after_ten_good_scores_does_not() =>
        Assert.That(DemoRecovery.Of(Curve(static i => i == 10 ? 0.5 : 0.9, static _ => 0.9), Change).Own, Is.EqualTo(10));

    [TestCase(0.96, true)]
    [TestCase(0.9599, false)]
    public void Two_points_below_the_best_are_enough_and_no_less(double accuracy, bool recovered) =>
        Assert.That(DemoRecovery.Of(Curve(_ => accuracy, static _ => 0.98), Change).Own.HasValue, Is.EqualTo(recovered));

    [Test]
    public void The_best_of_both_is_the_measure() =>
        // The agent reaches its own best late, the twin's never.
        Assert.That(DemoRecovery.Of(Curve(static i => i < 100 ? 0.7 : 0.8, static i => i == 150 ? 0.95 : 0.6), Change), Is.EqualTo(((long?)null, (long?)null)));

    [Test]
    public void Only_what_lies_in_the_two_thousand_samples_after_the_change_counts()
    {
        var scores = Curve(static i => i < 4 ? 0.5 : 0.9, static _ => 0.9);
        HeldOutScores[] around = [new(Change - 10, 1, 1), new(Change, 1, 1), .. scores, new(Change + 2010, 1, 1)];

        Assert.That(DemoRecovery.Of(around, Change), Is.EqualTo((50L, 10L)));
    }

    [Test]
    public void The_last_ten_scores_can_still_show_it_and_nine_cannot()
    {
        Assert.That(DemoRecovery.Of(Curve(static i => i < 190 ? 0.5 : 0.9, static _ => 0.9), Change).Own, Is.EqualTo(1910));
        Assert.That(DemoRecovery.Of(Curve(static i => i < 191 ? 0.5 : 0.9, static _ => 0.9), Change).Own, Is.Null);
        Assert.That(DemoRecovery.Of(Curve(static _ => 0.9, static _ => 0.9)[..9], Change), Is.EqualTo(((long?)null, (long?)null)));
        Assert.That(DemoRecovery.Of([], Change), Is.EqualTo(((long?)null, (long?)null)));
    }

    private static HeldOutScores[] Curve(Func<int, double> own, Func<int, double> twin) =>
        [.. Enumerable.Range(0, 200).Select(i => new HeldOutScores(Change + (10 * (i + 1)), own(i), twin(i)))];
}
