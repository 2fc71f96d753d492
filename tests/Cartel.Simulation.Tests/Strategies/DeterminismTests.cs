namespace Cartel.Simulation.Tests.Strategies;

public sealed class DeterminismTests
{
    private static readonly string[] Learners = ["softmax", "naive-bayes", "hoeffding-tree"];

    private static IEnumerable<string> Strategies => ["isolated", "centralized", "centralized-sane", "fedavg", "gaia", "fleet", "clustered"];

    [Test]
    public void The_same_seed_gives_the_same_predictions_and_bytes_twice(
        [ValueSource(nameof(Strategies))] string strategy, [ValueSource(nameof(Learners))] string learner)
    {
        var (first, predictions) = FleetRuns.Of(strategy, learner, devices: 3);
        var (second, again) = FleetRuns.Of(strategy, learner, devices: 3);

        Assert.That(again, Is.EqualTo(predictions));
        Assert.That(BytesOf(second), Is.EqualTo(BytesOf(first)));
        Assert.That(predictions, Has.Count.EqualTo(3 * 300));
    }

    private static IEnumerable<long> BytesOf(FleetRun run) => Enum.GetValues<MessageKind>().Select(kind => run.Network.Bytes[kind]);
}
