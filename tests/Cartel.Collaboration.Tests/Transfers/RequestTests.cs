using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>When an agent asks, when it does not, and how a request ends that nobody answers.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RequestTests
{
    private static readonly CollaborationOptions Options = new() { WarmUp = 100, Cooldown = 300, Patience = 50, ByteBudget = 1024 };

    private readonly World _world = new(8);
    private readonly CollaborativeLearner _learner = new(OnlineLearner.Create("linear", World.Schema), Options);
    private bool _swapped;

    [TestCase(99, false)]
    [TestCase(100, true)]
    public void A_class_is_new_from_the_end_of_the_warm_up_on(int before, bool asks)
    {
        Feed(before, 4);

        Assert.That(Observe(4).Trigger is not null, Is.EqualTo(asks));
        // Its second sample is not new any more.
        if (!asks) Assert.That(Observe(4).Trigger, Is.Null);
    }

    [Test]
    public void One_request_at_a_time()
    {
        Feed(200, 3);
        var first = Observe(3).Trigger;
        Assert.That(first!.Needs, Is.EqualTo(new[] { 3 }));

        Assert.That(Observe(4).Trigger, Is.Null);
        Assert.That(_learner.OpenTrigger, Is.EqualTo(first));
    }

    [Test]
    public void Errors_that_rise_ask_for_the_classes_that_fell()
    {
        Feed(600, 4);
        _swapped = true;

        var trigger = FeedUntilTrigger(300);

        Assert.That(trigger!.Novel, Is.False);
        // Others may fall beside them: the model confuses them while it learns anew.
        Assert.That(trigger.Needs, Does.Contain(0).Or.Contain(1));
        // The moment of the change, estimated from one class's samples, which are a quarter of all.
        Assert.That(trigger.ChangedSince, Is.EqualTo(600).Within(12));
    }

    [Test]
    public void A_steady_stream_and_errors_that_fall_ask_for_nothing() => Assert.That(FeedUntilTrigger(4000), Is.Null);

    [Test]
    public void After_a_request_drift_must_wait_and_a_new_class_need_not()
    {
        Feed(600, 4);
        _swapped = true;
        Assert.That(FeedUntilTrigger(300), Is.Not.Null);
        _learner.GiveUp();
        Assert.That((_learner.OpenTrigger, _learner.AwaitsParts), Is.EqualTo(((HelpTrigger?)null, false)));

        // The classes change places again at once, and again when the pause is over.
        _swapped = false;
        for (var i = 0; i < Options.Cooldown - 1; i++) Assert.That(Next(4).Trigger, Is.Null);
        Feed(600, 4);
        _swapped = true;
        Assert.That(FeedUntilTrigger(300), Is.Not.Null);

        _learner.GiveUp();
        Assert.That(Observe(4).Trigger!.Novel, Is.True);
    }

    [Test]
    public void Parts_that_never_pass_the_test_are_turned_away_when_patience_ends()
    {
        Feed(200, 4);
        Observe(4);
        var wrong = _world.Learned(500).Partition([0])[0];
        _learner.Receive(From([new ModelPart(wrong.LearnerKind, wrong.SchemaHash, "class:4", [4], wrong.Evidence, wrong.Payload)]));

        for (var i = 0; i < Options.Patience; i++) Assert.That(Next(5).Step, Is.Null);
        var step = Next(5).Step!;

        Assert.That(step.Kind, Is.EqualTo(TransferStepKind.Rejected));
        Assert.That(step.ErrorAfter!.Value, Is.GreaterThanOrEqualTo(step.ErrorBefore!.Value));
        Assert.That(_learner.OpenTrigger, Is.Null);
    }

    [Test]
    public void Parts_that_nobody_awaits_or_that_do_not_fit_are_refused()
    {
        Feed(200, 4);
        var parts = _world.Learned(500).Partition([4]);
        Assert.That(() => _learner.Receive(From(parts)), Throws.InvalidOperationException);
        Observe(4);

        var hinge = OnlineLearner.Create("linear-hinge", World.Schema);
        hinge.Learn(_world.Of(4), 4);
        var refusal = _learner.Receive(From(hinge.Partition([4]))).Single();
        Assert.That((refusal.Donor, refusal.Reason), Is.EqualTo(("donor", "the part is of a linear-hinge learner; this one is linear-logistic")));
        Assert.That(_learner.AwaitsParts, Is.True);

        _learner.Receive(From(parts));
        Assert.That(() => _learner.Receive(From(parts)), Throws.InvalidOperationException);
    }

    [Test]
    public void A_bad_sample_is_refused_and_changes_nothing()
    {
        Feed(200, 4);
        var before = _learner.Save();

        Assert.That(() => _learner.Observe(_world.Of(0), 5), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => _learner.Observe(_world.Of(0), -1), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => _learner.Observe(new float[World.Schema.EncodedLength - 1], 0), Throws.ArgumentException);
        Assert.That(() => _learner.Observe([.. _world.Of(0)[1..], float.NaN], 0), Throws.ArgumentException);
        Assert.That(_learner.Save(), Is.EqualTo(before));
    }

    [Test]
    public void The_needed_part_is_fetched_first_then_what_the_model_confuses_it_with()
    {
        (int Class, long Bytes)[] offered = [(0, 400), (1, 400), (2, 400), (3, 400), (4, 400)];
        Assert.That(Select(offered), Is.Empty, "nothing is needed yet");
        Feed(200, 4);
        Observe(4);

        var chosen = Select(offered);

        // 1,024 bytes are two parts.
        Assert.That(chosen[0].Class, Is.EqualTo(4));
        Assert.That(chosen, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_needed_part_beyond_the_budget_makes_the_others_useless()
    {
        Feed(200, 4);
        Observe(4);

        Assert.That(Select([(0, 100), (1, 100), (2, 100), (3, 100), (4, 1025)]), Is.Empty);
        Assert.That(Select([(0, 100), (1, 100), (2, 100), (3, 100)]), Is.Empty);
        Assert.That(Select([(0, 1), (1, 1), (2, 1), (3, 1), (4, 1024)]).Single().Class, Is.EqualTo(4));
    }

    private IReadOnlyList<(int Class, long Bytes)> Select((int Class, long Bytes)[] offered) =>
        [.. _learner.PlanFetch([new DonorOffering<(int Class, long Bytes)>("donor", offered)], static part => [part.Class], static part => part.Bytes)
            .SelectMany(static donor => donor.Parts)];

    private static DonorParts[] From(IReadOnlyList<ModelPart> parts) => [new("donor", parts)];

    private Observation Observe(int label) => _learner.Observe(_world.Of(label), label);

    private Observation Next(int classes)
    {
        var (features, label) = _world.Next(classes);
        return _learner.Observe(features, _swapped && label < 2 ? 1 - label : label);
    }

    private void Feed(int count, int classes)
    {
        for (var i = 0; i < count; i++)
        {
            Next(classes);
            if (_learner.AwaitsParts) _learner.GiveUp();
        }
    }

    private HelpTrigger? FeedUntilTrigger(int most)
    {
        for (var i = 0; i < most; i++)
        {
            if (Next(4).Trigger is { } trigger) return trigger;
        }

        return null;
    }
}
