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
        _learner.Receive([new DonorParts("donor", _world.Learned(2000).Partition(All))]);
        FeedUntil(() => _last?.Step?.Kind is TransferStepKind.Merged, 5);

        Assert.That(_learner.Withdraw("recalled") is { Kind: TransferStepKind.RolledBack, Reason: "recalled" }, Is.True);
        Assert.That(_learner.OpenTrigger, Is.Null);
        Assert.That(_learner.Model.Save(), Is.EqualTo(_twin.Save()));
    }

    [Test]
    public void Parts_that_wait_to_be_judged_are_turned_away_and_nothing_else_can_be()
    {
        Assert.That(_learner.Withdraw("recalled"), Is.Null, "nothing was asked for");
        FeedUntil(() => _learner.AwaitsParts, 5);
        Assert.That(_learner.Withdraw("recalled"), Is.Null, "nothing has come");

        _learner.Receive([new DonorParts("donor", _world.Learned(2000).Partition(All))]);

        Assert.That(_learner.Withdraw("recalled"), Is.Not.Null);
        Assert.That(_learner.OpenTrigger, Is.Null);
    }

    [Test]
    public void What_lies_ready_is_thrown_away_and_a_trial_of_it_ends()
    {
        var parts = _world.Learned(2000).Partition(All);
        _learner.Anticipate([new DonorParts("donor", parts)]);
        FeedUntil(() => _learner.OpenTrigger is not null, 4);

        Assert.That(_learner.WithdrawAhead(["another"], "recalled"), Is.Null);
        Assert.That(_learner.WithdrawAhead([parts[2].Sha256], "recalled"), Is.Not.Null.And.Property("Ahead").True);

        for (var i = 0; i < 50; i++) Feed(4);
        Assert.That(_learner.OpenTrigger, Is.Null, "nothing is left to try");
        Assert.That(_learner.Model.Save(), Is.EqualTo(_twin.Save()));
    }

    private void FeedUntil(Func<bool> done, int classes)
    {
        for (var i = 0; i < 300 && !done(); i++) Feed(classes);
        Assert.That(done(), Is.True);
    }

    private void Feed(int classes)
    {
        var (features, label) = _world.Next(classes);
        _twin.Learn(features, label);
        _last = _learner.Observe(features, label);
    }
}
