using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>An agent that has just begun, among others that have learned.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ColdStartTests
{
    private const int At = 20;

    private readonly World _world = new(5);

    [Test]
    public void It_asks_once_for_the_classes_that_it_has_seen_twice()
    {
        var learner = Begin(At);
        var seen = new int[World.Schema.Classes.Count];
        var triggers = new List<HelpTrigger>();
        for (var i = 0; i < 100; i++)
        {
            var (features, label) = i == 0 ? (_world.Of(4), 4) : _world.Next(4);
            if (i < At) seen[label]++;
            if (learner.Observe(features, label).Trigger is not { } trigger) continue;

            triggers.Add(trigger);
            learner.GiveUp();
        }

        Assert.That(triggers.Select(static trigger => (trigger.Sample, trigger.Novel, trigger.ChangedSince)), Is.EqualTo([((long)At, false, 0L)]));
        Assert.That(triggers[0].Needs, Is.EqualTo(Enumerable.Range(0, 5).Where(k => seen[k] >= 2)));
        Assert.That(triggers[0].Needs, Does.Not.Contain(4), "of which one sample came");
    }

    [TestCase(0, true, Description = "told never to")]
    [TestCase(101, true, Description = "when the warm-up is over new classes ask by themselves")]
    [TestCase(At, false, Description = "where all begin together")]
    public void It_does_not_ask_otherwise(int coldStart, bool joins)
    {
        var learner = Begin(coldStart, joins);

        for (var i = 0; i < 150; i++) Assert.That(Feed(learner).Trigger, Is.Null);
    }

    [TestCase(50, 51L)]
    [TestCase(100, null)]
    public void Told_late_that_others_have_learned_it_asks_while_it_is_young(int after, long? asksAt)
    {
        var learner = Begin(At, joins: false);
        for (var i = 0; i < after; i++) Feed(learner);

        learner.Join();

        Assert.That(Enumerable.Range(0, 50).Select(_ => Feed(learner).Trigger?.Sample).FirstOrDefault(static sample => sample is not null), Is.EqualTo(asksAt));
    }

    [Test]
    public void With_the_parts_of_one_that_has_learned_it_makes_a_quarter_fewer_mistakes()
    {
        var (helped, alone) = (0, 0);
        for (var seed = 1; seed <= 10; seed++)
        {
            var world = new World(seed);
            var (learner, twin) = (Begin(At), OnlineLearner.Create("linear", World.Schema));
            var donor = world.Learned(2000);
            for (var i = 0; i < 120; i++)
            {
                var (features, label) = world.Next(5);
                if (i > At && twin.Predict(features).Label != label) alone++;
                twin.Learn(features, label);
                var observed = learner.Observe(features, label);
                if (i > At && observed.Prediction.Label != label) helped++;
                if (observed.Trigger is { } trigger) learner.Receive([new DonorParts("donor", donor.Partition(trigger.Needs))]);
            }
        }

        TestContext.Out.WriteLine($"{helped} mistakes, {alone} alone");
        Assert.That(helped, Is.LessThan(0.75 * alone));
    }

    private static CollaborativeLearner Begin(int coldStart, bool joins = true)
    {
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions { ColdStart = coldStart });
        if (joins) learner.Join();
        return learner;
    }

    private Observation Feed(CollaborativeLearner learner)
    {
        var (features, label) = _world.Next(5);
        return learner.Observe(features, label);
    }
}
