using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>The labels stop, and the stream changes: what can still be seen.</summary>
public sealed class UnlabelledTests
{
    [Test]
    public void A_shifted_mix_is_told_once_and_estimated([Range(1, 4)] int seed)
    {
        var (world, learner) = Trained(seed, classes: 5);
        for (var i = 0; i < 300; i++) Assert.That(Show(learner, world.Next(5).Features), Is.Null);

        // Of five classes as frequent, the second comes in six of ten.
        var random = new Random(seed);
        var alarms = new List<(int Sample, UnlabelledAlarm Alarm)>();
        for (var i = 1; i <= 1000; i++)
        {
            if (Show(learner, world.Of(random.NextDouble() < 0.5 ? 1 : random.Next(5))) is { } alarm) alarms.Add((i, alarm));
        }

        // The window of 200 is all of the new mix by then, and tested every 50.
        Assert.That(alarms[0].Sample, Is.LessThanOrEqualTo(250));
        Assert.That(alarms[0].Alarm.Kind, Is.EqualTo(UnlabelledAlarmKind.Shift));
        Assert.That(alarms[0].Alarm.Classes.FirstOrDefault(-1), Is.EqualTo(1));
        Assert.That(alarms, Has.Count.LessThanOrEqualTo(2), "the first one may come in the midst of the change");
        var counts = learner.CurrentCounts;
        Assert.That((double)counts[1] / counts.Sum(), Is.EqualTo(0.6).Within(0.15));
        Assert.That(counts.Sum(), Is.EqualTo(200).Within(3), "as much evidence as there is");
    }

    [Test]
    public void Labels_that_come_again_are_believed_rather_than_the_estimate()
    {
        var (world, learner) = Trained(7, classes: 5);
        for (var i = 0; i < 400; i++) Show(learner, world.Of(i % 10 < 7 ? 0 : 1));
        var estimated = learner.CurrentCounts;
        for (var i = 0; i < 300; i++) Feed(learner, world, i % 2);

        Assert.That(estimated, Is.Not.EqualTo(learner.Metrics.Window.LabelCounts.ToArray()));
        Assert.That(learner.CurrentCounts, Is.EqualTo(learner.Metrics.Window.LabelCounts.ToArray()));
    }

    [Test]
    public void A_class_that_nobody_named_is_strange([Range(1, 4)] int seed)
    {
        var (world, learner) = Trained(seed, classes: 4);
        for (var i = 0; i < 400; i++) Assert.That(Show(learner, world.Next(4).Features), Is.Null);

        // It lies where no other does.
        var alarm = Enumerable.Range(1, 300)
            .Select(i => (Sample: i, Alarm: Show(learner, i % 3 == 0 ? [.. world.Of(4).Select(static x => x + 1.5f)] : world.Next(4).Features)))
            .First(static shown => shown.Alarm?.Kind is UnlabelledAlarmKind.Strange);

        Assert.That(alarm.Sample, Is.LessThanOrEqualTo(120));
        Assert.That(alarm.Alarm!.Classes, Is.Empty);
    }

    // One in 460,000 and one in 100,000 are promised.
    [Test]
    public void On_a_steady_stream_there_are_next_to_no_alarms([Values(1, 2)] int seed)
    {
        var (world, learner) = Trained(seed, classes: 5);

        Assert.That(Enumerable.Range(0, 10_000).Count(_ => Show(learner, world.Next(5).Features) is not null), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Nothing_is_asked_for_and_nothing_is_learned_without_labels()
    {
        var (world, learner) = Trained(3, classes: 4);
        var model = learner.Model.Save();
        for (var i = 0; i < 500; i++) Show(learner, world.Of(4));

        Assert.That(learner.OpenTrigger, Is.Null);
        Assert.That(learner.Model.Save(), Is.EqualTo(model));
    }

    [Test]
    public void A_learner_that_has_seen_nothing_has_nothing_to_say()
    {
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions());
        var world = new World(1);
        for (var i = 0; i < 300; i++) Assert.That(Show(learner, world.Next(5).Features), Is.Null);

        Assert.That(learner.CurrentCounts, Is.All.Zero);
    }

    [Test]
    public void A_bad_sample_is_refused_and_changes_nothing()
    {
        var (_, learner) = Trained(3, classes: 4);
        var before = learner.Save();

        Assert.That(() => learner.ObserveUnlabelled(new float[World.Schema.EncodedLength - 1]), Throws.ArgumentException);
        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    [Test]
    public void A_run_that_is_saved_and_restored_at_every_step_is_the_same_run()
    {
        var (world, whole) = Trained(9, classes: 5);
        var cut = CollaborativeLearner.Restore(World.Schema, Options, whole.Save());
        for (var i = 0; i < 600; i++)
        {
            var features = world.Of(i < 300 ? i % 5 : i % 2);
            if (i % 5 == 0)
            {
                whole.Observe(features, i % 2);
                cut.Observe(features, i % 2);
            }
            else
            {
                Assert.That(Show(cut, features)?.Kind, Is.EqualTo(Show(whole, features)?.Kind));
            }

            cut = CollaborativeLearner.Restore(World.Schema, Options, cut.Save());
        }

        Assert.That(cut.Save(), Is.EqualTo(whole.Save()));
        Assert.That(cut.CurrentCounts, Is.EqualTo(whole.CurrentCounts));
    }

    private static readonly CollaborationOptions Options = new();

    private static (World World, CollaborativeLearner Learner) Trained(int seed, int classes)
    {
        var world = new World(seed);
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), Options);
        for (var i = 0; i < 1500; i++) Feed(learner, world, i % classes);
        return (world, learner);
    }

    private static void Feed(CollaborativeLearner learner, World world, int label)
    {
        learner.Observe(world.Of(label), label);
        if (learner.AwaitsParts) learner.GiveUp();
    }

    private static UnlabelledAlarm? Show(CollaborativeLearner learner, float[] features) => learner.ObserveUnlabelled(features).Alarm;
}
