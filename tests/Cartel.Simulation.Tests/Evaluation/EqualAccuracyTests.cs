namespace Cartel.Simulation.Tests;

/// <summary>Figures by hand, from a ladder of three learners and two seeds.</summary>
public sealed class EqualAccuracyTests
{
    [Test]
    public void On_either_side_the_smallest_good_enough_model_is_taken()
    {
        // Cartel's best is 0.962; the linear one, 0.958, is within half a point. Centralized, small (0.953) is within half a point of
        // that on average, though not on the first seed; sane is below it everywhere.
        var equal = Of(
            Job("linear", 1, cartel: (0.958, 100, 1), centralized: (0.90, 300, 6)),
            Job("linear", 2, cartel: (0.958, 100, 2), centralized: (0.90, 300, 8)),
            Job("small", 1, cartel: (0.962, 400, 5), centralized: (0.951, 800, 30)),
            Job("small", 2, cartel: (0.962, 400, 5), centralized: (0.955, 1_000, 20)),
            Job("large", 1, cartel: (0.95, 900, 9), centralized: (0.97, 2_000, 90)),
            Job("large", 2, cartel: (0.95, 900, 9), centralized: (0.97, 2_000, 90))).EqualAccuracy.Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((equal.Learner, equal.CentralizedLearner, equal.CentralizedStrategy, equal.Reached), Is.EqualTo(("linear", "small", "centralized", true)));
            Assert.That((equal.FinalAccuracy, equal.CentralizedFinalAccuracy), Is.EqualTo((0.958, 0.953)).Within(1e-12));
            Assert.That(equal.ModelRatio, Is.EqualTo((8 + 10) / 2.0), "800 : 100 and 1,000 : 100");
            Assert.That(equal.TrainRatio, Is.EqualTo((30 + 10) / 2.0), "30 : 1 and 20 : 2");
        }
    }

    [Test]
    public void Half_a_point_below_is_equal_and_a_thousandth_more_is_not()
    {
        var equal = Of(
            Job("linear", 1, cartel: (0.905, 100, 1), centralized: (0.8999, 100, 1)),
            Job("small", 1, cartel: (0.905, 400, 1), centralized: (0.9, 200, 1))).EqualAccuracy.Single();

        Assert.That((equal.Learner, equal.CentralizedLearner, equal.ModelRatio), Is.EqualTo(("linear", "small", (double?)2)));
    }

    [TestCase(900, 30, true, true)]
    [TestCase(400, 5, null, null, Description = "what is cheaper and worse says nothing of what would be as good")]
    public void Where_none_is_good_enough_the_nearest_stands_in_and_misses_no_target(double bytes, double seconds, bool? model, bool? training)
    {
        var result = Of(
            Job("linear", 1, cartel: (0.95, 100, 1), centralized: (0.80, 1_000, 1)),
            Job("small", 1, cartel: (0.95, 200, 1), centralized: (0.94, bytes, seconds)));

        Assert.That((result.EqualAccuracy.Single().Reached, result.EqualAccuracy.Single().CentralizedLearner), Is.EqualTo((false, "small")));
        Assert.That(result.Targets.Where(target => target.Target.Contains("equal")).Select(target => target.Met), Is.EqualTo([model, training]));
    }

    [Test]
    public void A_dear_and_equal_one_meets_a_target_and_a_cheap_one_misses_it()
    {
        var targets = Of(
            Job("linear", 1, cartel: (0.95, 100, 1), centralized: (0.95, 500, 9)),
            Job("small", 1, cartel: (0.95, 200, 1), centralized: (0.95, 600, 20))).Targets.Where(target => target.Target.Contains("equal"));

        Assert.That(targets.Select(target => (target.Value, target.Met)), Is.EqualTo([((double?)5, (bool?)true), (9, false)]));
    }

    [Test]
    public void One_learner_alone_is_no_ladder() =>
        Assert.That(Of(Job("linear", 1, cartel: (0.95, 100, 1), centralized: (0.95, 500, 9))).EqualAccuracy, Is.Empty);

    private static EvaluationResult Of(params JobResult[] jobs) => EvaluationResult.Of(jobs, ["cartel"], [], complete: true);

    private static JobResult Job(
        string learner, long seed, (double Accuracy, double Bytes, double Seconds) cartel, (double Accuracy, double Bytes, double Seconds) centralized) => new(
        "specialists", "made", learner, seed,
        [Outcome("centralized", centralized), Outcome("centralized-sane", centralized with { Accuracy = 0.5 }), Outcome("cartel", cartel)]);

    private static StrategyOutcome Outcome(string strategy, (double Accuracy, double Bytes, double Seconds) figures) => new(
        strategy, [], 0, figures.Accuracy, new ByteFigures(1, 0, 0, 0, 0, 1), figures.Bytes, figures.Seconds, [], []);
}
