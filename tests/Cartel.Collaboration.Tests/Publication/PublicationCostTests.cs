using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>What each policy says on one stream, and how soon it tells of a change.</summary>
public sealed class PublicationCostTests
{
    private const int Settled = 10_000;
    private const int After = 3000;
    private const int LookEvery = 25;

    // Learned once: policies only look.
    private static readonly Lazy<IReadOnlyDictionary<string, (double Steady, int ToldAfter)>> Runs = new(() => Run(
        ["threshold", "regular", "interval", "adaptive", "interval?samples=200"]));

    [Test]
    public void The_regular_policies_publish_once_in_so_many_samples()
    {
        Assert.That(Runs.Value["regular"].Steady, Is.EqualTo(10));
        Assert.That(Runs.Value["interval"].Steady, Is.EqualTo(1));
        Assert.That(Runs.Value["interval?samples=200"].Steady, Is.EqualTo(5));
    }

    [TestCase("threshold", 10)]
    [TestCase("adaptive", 5)]
    public void A_policy_that_looks_at_what_happened_publishes_much_less_where_nothing_does(string policy, int times)
    {
        foreach (var (name, run) in Runs.Value) TestContext.Out.WriteLine($"{name,-22} {run.Steady,6:0.00} a thousand samples, told after {run.ToldAfter}");

        Assert.That(Runs.Value[policy].Steady, Is.LessThanOrEqualTo(Runs.Value["regular"].Steady / times));
    }

    // The window's recall must fall before anybody can know; a batch of the regular policy is 100.
    [TestCase("threshold", 150)]
    [TestCase("adaptive", 150)]
    [TestCase("interval", 1000)]
    public void A_class_that_fell_is_told_of_within_so_many_samples(string policy, int within) =>
        Assert.That(Runs.Value[policy].ToldAfter, Is.LessThanOrEqualTo(within));

    [Test]
    public void The_adaptive_policy_tells_of_a_class_that_can_be_lent_at_once()
    {
        var (world, learner, publication) = (new World(2), Learner(), PublicationPolicy.Create("adaptive"));
        for (var i = 0; i < 1000; i++) Feed(learner, world, i % 2);
        publication.Published(learner);
        while (learner.Model.Evidence(2) < PublicationPolicy.LendableEvidence)
        {
            Assert.That(publication.IsDue(learner), Is.False);
            Feed(learner, world, 2);
        }

        Assert.That(publication.IsDue(learner), Is.True);
    }

    [Test]
    public void The_adaptive_interval_grows_with_the_root_of_how_far_the_error_has_fallen()
    {
        // Wrong in half of the first 300 samples and in an eighth from then on: √(0.5 / 0.125) = 2.
        var schema = new FeatureSchema([Feature.Numeric("x")], ["a", "b"]);
        var learner = new CollaborativeLearner(
            new ScriptedLearner(schema, static x => x == 0 ? [1, 0] : [0, 1]), new CollaborationOptions { Window = 300 });
        var policy = PublicationPolicy.Create("adaptive?samples=400");
        var published = new List<long>();
        for (var i = 0; i < 6000; i++)
        {
            learner.Observe([i % (i < 400 ? 2 : 8) == 0 ? 1 : 0], 0);
            if (!policy.IsDue(learner)) continue;

            policy.Published(learner);
            published.Add(learner.Samples);
        }

        // The recall moved as well, but upwards: no news. 798 or so, since of an error half an error is doubted.
        Assert.That(published[0], Is.EqualTo(300));
        long[] intervals = [.. published.Zip(published.Skip(1), static (one, next) => next - one).Skip(1)];
        Assert.That(intervals, Has.Length.GreaterThanOrEqualTo(5).And.All.EqualTo(800).Within(12));
    }

    [TestCase("treshold", "there are threshold, regular, interval, adaptive")]
    [TestCase("interval?samples=0", "samples=0")]
    [TestCase("regular?samples=10", "no setting “samples”")]
    public void A_wrong_name_or_setting_is_refused_with_those_there_are(string name, string says) =>
        Assert.That(() => PublicationPolicy.Create(name), Throws.ArgumentException.With.Message.Contains(says));

    private static Dictionary<string, (double Steady, int ToldAfter)> Run(string[] names)
    {
        var (world, learner) = (new World(6), Learner());
        var policies = names.ToDictionary(static name => name, static name => PublicationPolicy.Create(name));
        var (steady, told) = (names.ToDictionary(static name => name, static _ => 0), names.ToDictionary(static name => name, static _ => int.MaxValue));
        var before = 0.0;
        for (var i = 1; i <= Settled + After; i++)
        {
            if (i == Settled) before = learner.Metrics.Window.Recall(0)!.Value;
            var label = i % 5;
            // Two classes change places.
            Feed(learner, world, label, i > Settled && label < 2 ? 1 - label : label);
            if (i % LookEvery != 0) continue;

            foreach (var (name, policy) in policies)
            {
                if (!policy.IsDue(learner)) continue;

                policy.Published(learner);
                if (i > Settled / 2 && i <= Settled) steady[name]++;
                if (i > Settled && learner.Metrics.Window.Recall(0) < before - 0.1) told[name] = Math.Min(told[name], i - Settled);
            }
        }

        return names.ToDictionary(static name => name, name => (steady[name] * 1000.0 / (Settled / 2), told[name]));
    }

    private static CollaborativeLearner Learner() => new(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions());

    private static void Feed(CollaborativeLearner learner, World world, int drawn, int? label = null)
    {
        learner.Observe(world.Of(drawn), label ?? drawn);
        if (learner.AwaitsParts) learner.GiveUp();
    }
}
