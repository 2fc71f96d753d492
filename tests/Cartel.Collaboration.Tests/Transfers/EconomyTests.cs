using Cartel.Learning;

namespace Cartel.Collaboration.Tests.Transfers;

/// <summary>An agent that is short of something does without help, in order, and learns on.</summary>
public sealed class EconomyTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b", "c"]);

    [Test]
    public void Alone_it_asks_for_nothing_and_learns_as_well([Values] Economy economy)
    {
        var (learner, other) = (new CollaborativeLearner(OnlineLearner.Create("linear", Schema), new()) { Economy = economy }, OnlineLearner.Create("linear", Schema));
        var random = new SeededRandom(3);
        var asked = 0;
        for (var i = 0; i < 600; i++)
        {
            var label = random.Next(i < 400 ? 2 : 3);
            float[] features = [(float)((3 * label) + random.NextGaussian()), (float)random.NextGaussian()];
            if (learner.Observe(features, label).Trigger is not null) asked++;
            if (learner.AwaitsParts) learner.GiveUp();
            other.Learn(features, label);
        }

        Assert.That(asked, economy is Economy.Alone ? Is.Zero : Is.GreaterThan(0));
        Assert.That(learner.Model.Predict([6, 0]), Is.EqualTo(other.Predict([6, 0])), "learning is never given up");
    }

    [Test]
    public void What_lies_ready_is_thrown_away_and_nothing_is_fetched_ahead()
    {
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", Schema), new());
        var random = new SeededRandom(4);
        for (var i = 0; i < 200; i++)
        {
            var label = random.Next(2);
            learner.Observe([(float)((3 * label) + random.NextGaussian()), (float)random.NextGaussian()], label);
            if (learner.AwaitsParts) learner.GiveUp();
        }

        List<DonorOffering<int>> offers = [new("donor", [2])];
        Assert.That(Plan(), Is.Not.Empty);
        learner.Economy = Economy.NothingAhead;
        Assert.That(Plan(), Is.Empty);
        learner.Economy = Economy.None;
        Assert.That(Plan(), Is.Not.Empty);

        IReadOnlyList<DonorOffering<int>> Plan() => learner.PlanAhead([2], offers, static part => [part], static _ => 100L, static _ => 10L);
    }
}
