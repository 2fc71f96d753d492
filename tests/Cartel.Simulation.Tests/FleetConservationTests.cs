using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Simulation.Tests;

/// <summary>A hundred and fifty agents over a lossy network: nothing is lost without a trace and nothing stays open.</summary>
public sealed class FleetConservationTests
{
    private FleetRun _run = null!;
    private SimulatedFleet _fleet = null!;

    [OneTimeSetUp]
    public void Live()
    {
        var data = new Clouds(rows: 8_000);
        var strategy = new Watched();
        _run = new FleetRun(
            data.Fleet(agents: 150, samples: 700, at: 130), data, "linear", strategy,
            LinkSettings.Default with { Loss = 0.02 }, new ManualTime());
        _run.Run(static (_, _, _, _) => { });
        _fleet = strategy.Fleet;
    }

    [Test]
    public void Every_byte_that_was_sent_arrived_or_was_lost() =>
        Assert.That(_run.Network.Arrived + _run.Network.Lost, Is.EqualTo(_run.Network.Bytes.Total).And.GreaterThan(_run.Network.Arrived));

    [Test]
    public void Every_transfer_ended_in_one_of_the_terminal_states()
    {
        var transfers = _fleet.Registry.Transfers();

        Assert.That(transfers, Has.Count.GreaterThan(100));
        Assert.That(transfers.Select(static transfer => transfer.State), Has.All.GreaterThanOrEqualTo(TransferState.Adopted));
    }

    [Test]
    public void Every_end_that_an_agent_knows_is_the_one_that_the_registry_knows()
    {
        var ended = _run.Journal.Entries.GroupBy(static entry => entry.Device).Sum(static device => Ended([.. device.Select(static entry => entry.Kind)]));
        var known = _fleet.Registry.Transfers().Count(static transfer => transfer.State is TransferState.Adopted or TransferState.RolledBack);

        Assert.That(known, Is.EqualTo(ended).And.GreaterThan(50));
    }

    // How many trials of parts that were asked for came to an end. What was fetched ahead ends, too, and the registry is not told.
    private static int Ended(IReadOnlyList<string> kinds) => kinds
        .Where(static kind => kind is "merged" or "anticipated" or "adopted" or "rolled-back")
        .Aggregate((Last: "", Count: 0), static (seen, kind) => (kind, seen.Count + (seen.Last == "merged" && kind is ("adopted" or "rolled-back") ? 1 : 0)))
        .Count;

    // Keeps what it deployed, to be looked at afterwards.
    private sealed class Watched : IStrategy
    {
        private readonly CartelStrategy _cartel = new(new CartelOptions());

        public SimulatedFleet Fleet { get; private set; } = null!;

        public string Name => _cartel.Name;

        public IReadOnlyList<IEdge> Deploy(Deployment deployment) => (Fleet = _cartel.DeployFleet(deployment)).Edges;
    }
}
