using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Of how many other classes parts are fetched beside the needed one.</summary>
public sealed class CompanionsTests
{
    private static readonly DonorOffering<int>[] Whole = [new("donor", [0, 1, 2, 3, 4])];

    [TestCase(0, 1)]
    [TestCase(1, 2)]
    [TestCase(3, 4)]
    [TestCase(65_536, 5)]
    public void The_needed_class_comes_first_with_so_many_others(int companions, int parts)
    {
        var (world, learner) = Begin(companions);

        learner.Observe(world.Of(4), 4);

        Assert.That(learner.PlanFetch(Whole, static part => [part], static _ => 1).Single().Parts, Has.Count.EqualTo(parts).And.ItemAt(0).EqualTo(4).And.Unique);
    }

    [Test]
    public void The_first_companion_is_the_class_that_the_new_one_was_taken_for()
    {
        var taken = new HashSet<int>();
        for (var seed = 1; seed <= 10; seed++)
        {
            var (world, learner) = Begin(companions: 1, seed);
            var unmet = world.Of(4);
            var mistaken = learner.Predict(unmet).Label;
            // On trial is the model of some samples ago: a sample on which both agree says what it must be.
            for (var i = 0; i < 50 && learner.Predict(unmet).Confidence < 0.8; i++) mistaken = learner.Predict(unmet = world.Of(4)).Label;
            learner.Observe(unmet, 4);

            Assert.That(learner.PlanFetch(Whole, static part => [part], static _ => 1).Single().Parts, Is.EqualTo([4, mistaken]));
            taken.Add(mistaken);
        }

        Assert.That(taken, Has.Count.GreaterThan(1), "not always the same");
    }

    [TestCase(0, 1)]
    [TestCase(2, 3)]
    public void Ahead_of_need_no_more_are_fetched_either(int companions, int parts)
    {
        var (_, learner) = Begin(companions);

        Assert.That(learner.PlanAhead([4], Whole, static part => [part], static _ => 100, static _ => 1).Single().Parts, Has.Count.EqualTo(parts).And.ItemAt(0).EqualTo(4));
    }

    private static (World World, CollaborativeLearner Learner) Begin(int companions, int seed = 1)
    {
        var world = new World(seed);
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions { Companions = companions });
        for (var i = 0; i < 500; i++)
        {
            var (features, label) = world.Next(4);
            learner.Observe(features, label);
        }

        return (world, learner);
    }
}
