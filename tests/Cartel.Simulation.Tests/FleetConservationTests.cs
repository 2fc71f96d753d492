using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Simulation.Tests;

/// <summary>Five hundred agents over a lossy network: nothing is lost without a trace and nothing stays open.</summary>
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
            data.Fleet(agents: 500, samples: 170, at: 130), data, "linear", strategy,
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
        var ended = _run.Journal.Entries.Count(static entry => entry.Kind is "adopted" or "rolled-back");
        var known = _fleet.Registry.Transfers().Count(static transfer => transfer.State is TransferState.Adopted or TransferState.RolledBack);

        Assert.That(known, Is.EqualTo(ended));
    }

    // Keeps what it deployed, to be looked at afterwards.
    private sealed class Watched : IStrategy
    {
        private readonly CartelStrategy _cartel = new(new CartelOptions());

        public SimulatedFleet Fleet { get; private set; } = null!;

        public string Name => _cartel.Name;

        public IReadOnlyList<IEdge> Deploy(Deployment deployment) => (Fleet = _cartel.DeployFleet(deployment)).Edges;
    }
}
