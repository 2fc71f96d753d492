using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Parts of a class that emerges nearby, before it is met here.</summary>
public sealed class AnticipationTests
{
    private static readonly int[] Classes = [0, 1, 2, 3, 4];

    [Test]
    public void A_class_whose_parts_lie_ready_is_recognised_after_its_first_sample_without_any_network()
    {
        var (recognised, byDonors, known) = (0, 0, 0);
        for (var seed = 1; seed <= 10; seed++)
        {
            var (world, ahead, twin) = Begin(seed);
            var donor = world.Learned(2000);
            ahead.Anticipate([new DonorParts("neighbour", donor.Partition(Classes))]);
            for (var i = 0; i < 100; i++) Feed(world, ahead, twin, 4);
            var first = world.Of(4);
            ahead.Observe(first, 4);
            twin.Learn(first, 4);
            for (var i = 0; i < 20; i++)
            {
                var (unmet, met) = (world.Of(4), world.Of(i % 4));
                recognised += ahead.Predict(unmet).Label == 4 ? 1 : 0;
                byDonors += donor.Predict(unmet).Label == 4 ? 1 : 0;
                known += (ahead.Predict(met).Label == i % 4 ? 1 : 0) - (twin.Predict(met).Label == i % 4 ? 1 : 0);
            }
        }

        TestContext.Out.WriteLine($"{recognised} of 200, the donors {byDonors}; of the known classes {known} more than alone");
        Assert.That(recognised, Is.GreaterThanOrEqualTo(0.6 * byDonors));
        // A row that has seen one sample fires on everything; the borrowed one does not.
        Assert.That(known, Is.Positive);
    }

    [Test]
    public void Parts_that_would_harm_are_not_merged_ahead_and_cost_nothing()
    {
        var (world, learner, twin) = Begin(3);
        var part = world.Learned(2000).Partition([1])[0];
        learner.Anticipate([new DonorParts("liar", [LinearParts.Renamed(part, 4)])]);

        var steps = Enumerable.Range(0, 600).Select(_ => Feed(world, learner, twin, 4).Step).OfType<TransferStep>().ToList();

        Assert.That(steps.Select(static step => step.Kind), Has.None.EqualTo(TransferStepKind.Adopted));
        Assert.That(learner.Model.Save(), Is.EqualTo(twin.Save()));
    }

    [Test]
    public void Only_unknown_classes_are_fetched_ahead_and_no_more_than_the_budget_allows()
    {
        var (world, learner, _) = Begin(1);
        DonorOffering<int>[] offers = [new("neighbour", Classes)];

        Assert.That(Plan([0]), Is.Empty, "known");
        Assert.That(Plan([4])[0].Parts[0], Is.EqualTo(4));
        var part = world.Learned(500).Partition([4])[0];
        learner.Anticipate([new DonorParts("neighbour", [part])]);
        Assert.That(Plan([4], (2 * part.Evidence) - 1), Is.Empty, "on the shelf, and no worse");
        Assert.That(Plan([4], 2 * part.Evidence), Is.Not.Empty, "from twice as many samples");

        IReadOnlyList<DonorOffering<int>> Plan(int[] emerging, long evidence = 100) =>
            learner.PlanAhead(emerging, offers, static part => [part], _ => evidence, static _ => 1000L);
    }

    [Test]
    public void The_shelf_takes_in_no_more_bytes_in_a_period_than_its_budget()
    {
        var lot = new ShelvedLot([new DonorParts("neighbour", new World(1).Learned(100).Partition([4]))], [4]);
        var shelf = new Shelf(lot.Bytes + 1);

        Assert.That(shelf.TryAdd(lot, 10), Is.True);
        Assert.That((shelf.TryAdd(lot, Shelf.Period - 1), shelf.Left(20)), Is.EqualTo((false, 1L)));
        Assert.That(shelf.TryAdd(lot, Shelf.Period), Is.True);
    }

    private static (World World, CollaborativeLearner Learner, IOnlineLearner Twin) Begin(int seed)
    {
        var world = new World(seed);
        var (learner, twin) = (new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions()), OnlineLearner.Create("linear", World.Schema));
        for (var i = 0; i < 500; i++) Feed(world, learner, twin, 4);
        return (world, learner, twin);
    }

    private static Observation Feed(World world, CollaborativeLearner learner, IOnlineLearner twin, int classes)
    {
        var (features, label) = world.Next(classes);
        twin.Learn(features, label);
        return learner.Observe(features, label);
    }
}
