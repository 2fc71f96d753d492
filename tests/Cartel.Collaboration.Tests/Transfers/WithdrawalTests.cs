using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>What is withdrawn while it is judged leaves nothing behind.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WithdrawalTests
{
    private static readonly int[] All = [0, 1, 2, 3, 4];

    private readonly World _world = new(4);
    private readonly CollaborativeLearner _learner = new(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions());
    private readonly IOnlineLearner _twin = OnlineLearner.Create("linear", World.Schema);
    private Observation? _last;

    [SetUp]
    public void Learn()
    {
        for (var i = 0; i < 500; i++) Feed(4);
    }

    [Test]
    public void A_merge_on_trial_is_undone_to_the_last_bit()
    {
        FeedUntil(() => _learner.AwaitsParts, 5);
        var parts = Receive();
        FeedUntil(() => _last?.Step?.Kind is TransferStepKind.Merged, 5);

        Assert.That(_learner.Withdraw(["another"], "recalled"), Is.Null);
        Assert.That(_learner.Withdraw([parts[0].Sha256], "recalled") is { Kind: TransferStepKind.RolledBack, Reason: "recalled" }, Is.True);
        Assert.That(_learner.OpenTrigger, Is.Null);
        Assert.That(_learner.Model.Save(), Is.EqualTo(_twin.Save()));
    }

    [Test]
    public void Parts_that_wait_to_be_judged_are_turned_away()
    {
        FeedUntil(() => _learner.AwaitsParts, 5);
        var parts = Receive();

        Assert.That(_learner.Withdraw([parts[1].Sha256], "recalled"), Is.Not.Null.And.Property("Kind").EqualTo(TransferStepKind.Rejected));
        Assert.That(_learner.OpenTrigger, Is.Null);
        Assert.That(_learner.Withdraw([parts[1].Sha256], "recalled"), Is.Null, "once is enough");
    }

    [Test]
    public void What_lies_ready_is_thrown_away_and_a_trial_of_it_ends()
    {
        var parts = Anticipate();
        FeedUntil(() => _learner.OpenTrigger is not null, 4);

        Assert.That(_learner.Withdraw(["another"], "recalled"), Is.Null);
        Assert.That(_learner.Withdraw([parts[2].Sha256], "recalled"), Is.Not.Null.And.Property("Ahead").True);

        for (var i = 0; i < 50; i++) Feed(4);
        Assert.That(_learner.OpenTrigger, Is.Null, "nothing is left to try");
        Assert.That(_learner.Model.Save(), Is.EqualTo(_twin.Save()));
    }

    [Test]
    public void A_trial_of_what_was_taken_from_the_shelf_at_the_first_sample_is_undone_even_after_a_restart()
    {
        for (var i = 0; i < 200 && _learner.OpenTrigger is null; i++)
        {
            // The class is met in the very sample after its parts came: there was no time to merge them ahead.
            var parts = Anticipate();
            FeedClass(4);
            if (_last?.Step?.Kind is not TransferStepKind.Merged) continue;

            var restarted = CollaborativeLearner.Restore(World.Schema, new CollaborationOptions(), _learner.Save());
            Assert.That(restarted.Withdraw([parts[3].Sha256], "recalled") is { Kind: TransferStepKind.RolledBack, Ahead: true }, Is.True);
            Assert.That(restarted.Model.Save(), Is.EqualTo(_twin.Save()));
            return;
        }

        Assert.Fail("nothing was ever taken from the shelf");
    }

    private IReadOnlyList<ModelPart> Receive()
    {
        var parts = _world.Learned(2000).Partition(All);
        _learner.Receive([new DonorParts("donor", parts)]);
        return parts;
    }

    private IReadOnlyList<ModelPart> Anticipate()
    {
        var parts = _world.Learned(2000).Partition(All);
        _learner.Anticipate([new DonorParts("donor", parts)]);
        return parts;
    }

    private void FeedClass(int wanted)
    {
        var (features, label) = _world.Next(5);
        while (label != wanted) (features, label) = _world.Next(5);
        Feed(features, label);
    }

    private void FeedUntil(Func<bool> done, int classes)
    {
        for (var i = 0; i < 300 && !done(); i++) Feed(classes);
        Assert.That(done(), Is.True);
    }

    private void Feed(int classes)
    {
        var (features, label) = _world.Next(classes);
        Feed(features, label);
    }

    private void Feed(float[] features, int label)
    {
        _twin.Learn(features, label);
        _last = _learner.Observe(features, label);
    }
}
