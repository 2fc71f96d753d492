using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThresholdPublicationTests
{
    private readonly IPublicationPolicy _policy = PublicationPolicy.Create();
    private readonly World _world = new(4);
    private readonly CollaborativeLearner _learner = new(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions());

    [Test]
    public void Says_nothing_before_a_hundred_samples_and_then_publishes_first()
    {
        for (var i = 0; i < 99; i++)
        {
            Feed(0);
            Assert.That(_policy.IsDue(_learner), Is.False);
        }

        Feed(0);
        Assert.That(_policy.IsDue(_learner), Is.True);
        _policy.Published(_learner);
        Assert.That(_policy.IsDue(_learner), Is.False);
    }

    [Test]
    public void Speaks_when_a_class_becomes_lendable()
    {
        FeedMany(1000, 0, 1);
        _policy.Published(_learner);
        var before = _learner.Model.Evidence(2);
        for (var i = 0; i < 80; i++) Feed(i % 2);
        while (_learner.Model.Evidence(2) < PublicationPolicy.LendableEvidence) Feed(2);

        Assert.That(before, Is.Zero);
        Assert.That(_policy.IsDue(_learner), Is.True);
    }

    [Test]
    public void Speaks_when_the_mix_moves()
    {
        FeedMany(3000, 0, 1);
        _policy.Published(_learner);

        for (var i = 0; i < 150; i++) Feed(0);

        Assert.That(_learner.Samples, Is.LessThan(2 * 3000));
        Assert.That(_policy.IsDue(_learner), Is.True);
    }

    [Test]
    public void Says_little_on_a_steady_stream()
    {
        FeedMany(2000, 0, 1, 2, 3);
        _policy.Published(_learner);
        var published = 0;
        for (var i = 2000; i < 10_000; i++)
        {
            Feed(i % 4);
            if (i % 25 != 0 || !_policy.IsDue(_learner)) continue;

            published++;
            _policy.Published(_learner);
        }

        // Growth alone, by doubling, gives log₂ 5 = 2 of the 320 looks.
        Assert.That(published, Is.InRange(2, 4));
    }

    private void Feed(int label)
    {
        _learner.Observe(_world.Of(label), label);
        if (_learner.AwaitsParts) _learner.GiveUp();
    }

    private void FeedMany(int count, params int[] labels)
    {
        for (var i = 0; i < count; i++) Feed(labels[i % labels.Length]);
    }
}
