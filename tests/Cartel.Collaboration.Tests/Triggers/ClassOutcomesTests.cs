using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClassOutcomesTests
{
    private readonly ClassOutcomes _outcomes = new(3);

    [Test]
    public void A_fall_is_measured_by_the_likelihood_ratio_at_the_likeliest_moment()
    {
        // Nine of ten right for 40 samples, then four wrong ones.
        for (var i = 0; i < 40; i++) _outcomes.Add(1, i % 10 != 0);
        for (var i = 0; i < 4; i++) _outcomes.Add(1, false);

        var (evidence, since) = _outcomes.Fall(1);

        // 2 (36 ln 0.9 + 4 ln 0.1 − 36 ln 36/44 − 8 ln 8/44)
        Assert.That(evidence, Is.EqualTo(15.717).Within(0.001));
        Assert.That(since, Is.EqualTo(4));
        Assert.That(_outcomes.Fallen(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void A_rise_a_steady_recall_and_too_few_samples_are_no_fall()
    {
        for (var i = 0; i < 64; i++) _outcomes.Add(0, i >= 32);
        for (var i = 0; i < 64; i++) _outcomes.Add(1, true);
        for (var i = 0; i < 10; i++) _outcomes.Add(2, i < 8);

        Assert.That(Enumerable.Range(0, 3).Select(k => _outcomes.Fall(k).Since), Is.All.Zero);
        Assert.That(_outcomes.Fallen(), Is.Empty);
    }

    [Test]
    public void The_worst_comes_first_and_one_that_may_be_chance_only_where_there_is_no_other()
    {
        Fall(0, 6);
        Assert.That(_outcomes.Fallen(), Is.EqualTo(new[] { 0 }));
        Fall(1, 12);
        Assert.That(_outcomes.Fallen(), Is.EqualTo(new[] { 1, 0 }));

        for (var i = 0; i < 40; i++) _outcomes.Add(2, i % 4 != 3);
        Assert.That(_outcomes.Fall(2).Evidence, Is.InRange(0.001, ClassOutcomes.Significant));
        Assert.That(_outcomes.Fallen(), Is.EqualTo(new[] { 1, 0 }));
    }

    [TestCase(0.5)]
    [TestCase(0.8)]
    [TestCase(0.95)]
    public void A_steady_class_seldom_shows_a_significant_fall(double recall)
    {
        var random = new SeededRandom(7);
        var shown = 0;
        for (var i = 0; i < 2000; i++)
        {
            var outcomes = new ClassOutcomes(1);
            for (var j = 0; j < 64; j++) outcomes.Add(0, random.NextDouble() < recall);
            if (outcomes.Fall(0).Evidence >= ClassOutcomes.Significant) shown++;
        }

        Assert.That(shown / 2000.0, Is.InRange(0.001, 0.03));
    }

    private void Fall(int label, int wrong)
    {
        for (var i = 0; i < 40; i++) _outcomes.Add(label, true);
        for (var i = 0; i < wrong; i++) _outcomes.Add(label, false);
    }
}
