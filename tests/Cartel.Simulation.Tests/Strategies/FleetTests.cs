namespace Cartel.Simulation.Tests.Strategies;

public sealed class FleetTests
{
    [TestCase(0, 0, 1)]
    [TestCase(0, 4, 1)]
    [TestCase(2, 4, 1.0 / 3, Description = "half the threshold: where it meets 1/(τ + 1)")]
    [TestCase(4, 4, 1.0 / 9)]
    [TestCase(8, 4, 1.0 / 81)]
    public void Staleness_dampens_exponentially(long staleness, long threshold, double expected) =>
        Assert.That(AdaptiveWeight.Dampening(staleness, threshold), Is.EqualTo(expected).Within(1e-12));

    [TestCase(new long[] { 1, 1 }, new long[] { 5, 5 }, 1)]
    [TestCase(new long[] { 3, 0 }, new long[] { 1, 1 }, 0.70710678)]
    [TestCase(new long[] { 3, 0 }, new long[] { 0, 1 }, 0)]
    [TestCase(new long[] { 3, 0 }, new long[] { 0, 0 }, 1, Description = "nothing to compare with")]
    public void Similarity_is_that_of_Bhattacharyya(long[] first, long[] second, double expected) =>
        Assert.That(AdaptiveWeight.Similarity(first, second), Is.EqualTo(expected).Within(1e-8));

    [Test]
    public void A_stale_update_counts_less_and_one_with_rare_labels_more()
    {
        var weights = new AdaptiveWeight(classes: 2);
        Assert.That(weights.Of(0, [10, 0]), Is.EqualTo(1));

        // The threshold is 4 from now on: 1/9 of what is like all before.
        Assert.That(weights.Of(4, [10, 0]), Is.EqualTo(1.0 / 9).Within(1e-12));
        Assert.That(weights.Of(4, [5, 5]), Is.EqualTo(1.0 / 9 / Math.Sqrt(0.5)).Within(1e-12));
        Assert.That(weights.Of(0, [10, 0]), Is.EqualTo(1), "never more than 1");
        Assert.That(new AdaptiveWeight(2).Of(0, [0, 3]), Is.EqualTo(1));
    }

    [Test]
    public void An_exchange_costs_the_labels_up_the_model_down_and_what_was_learned_up()
    {
        var fleet = new SmallFleet("fleet?batch=2", "softmax", devices: 1);
        fleet.ShowOnce(labels: [0, 1]);

        // Four bytes a class; an untrained model is a byte that says so; two classes of seven numbers and three sums.
        Assert.That(fleet.Network.Bytes[MessageKind.Metadata], Is.EqualTo(3 * 4));
        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo(1 + 1 + (4 * ((2 * 7) + 3))));
    }

    [Test]
    public void Of_one_device_nothing_is_lost_however_slow_the_link_is()
    {
        var link = new LinkSettings(TimeSpan.FromMilliseconds(300), 10e6);

        Assert.That(
            FleetRuns.Predictions("fleet?batch=10", "naive-bayes", devices: 1, link).TakeLast(100),
            Is.EqualTo(FleetRuns.Predictions("isolated", "naive-bayes", devices: 1, link).TakeLast(100)));
    }

    [Test]
    public void A_device_answers_for_a_class_that_only_another_has_seen()
    {
        var fleet = new SmallFleet("fleet?batch=5", "naive-bayes", devices: 2);
        for (var n = 0; n < 60; n++)
        {
            var (features, label) = SmallFleet.Draw(1, n);
            fleet.Show(label == 0 ? 0 : 1, features, label);
        }

        var fresh = Enumerable.Range(100, 60).Select(n => SmallFleet.Draw(1, n)).ToList();
        Assert.That(fresh.Count(drawn => fleet.Edges[1].Predict(drawn.Features) == drawn.Label), Is.GreaterThan(55));
    }
}
