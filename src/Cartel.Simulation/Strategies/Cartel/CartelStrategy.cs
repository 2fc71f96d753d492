using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;

namespace Cartel.Simulation;

/// <summary>Cartel itself: on each device the shipped agent, at the hub the shipped registry, on virtual time.</summary>
/// <remarks>
/// <para>The agents' pipeline, link, session and client and the registry's whole API run as they are. Replaced are the socket
/// (<see cref="DeviceTransport"/> over the metered network), the disk (a store, checkpoints and a relay in memory), the clock,
/// and the way in which neighbours are ranked, where a strategy says so.</para>
/// <para>The task is known to the registry from the start, as an operator would have it: its manifest is not metered.</para>
/// </remarks>
public sealed class CartelStrategy : IStrategy
{
    private readonly CartelOptions _options;
    private readonly Func<Deployment, SimulatedFleet, INeighbourChoice> _choice;

    /// <summary>Cartel as it ships.</summary>
    public CartelStrategy(CartelOptions options)
        : this("cartel", options, static (_, _) => NeighbourChoices.Create(NeighbourChoices.Default))
    {
    }

    internal CartelStrategy(string name, CartelOptions options, Func<Deployment, SimulatedFleet, INeighbourChoice> choice) =>
        (Name, _options, _choice) = (name, options, choice);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment) => DeployFleet(deployment).Edges;

    /// <summary>Cartel whose registry knows of each donor what its parts would do.</summary>
    public static CartelStrategy Oracle(CartelOptions options) =>
        new("oracle-peer", options, static (deployment, fleet) => new OracleChoice(deployment, fleet));

    /// <summary>Cartel with another way of choosing neighbours, one of <see cref="NeighbourChoices.Names"/>.</summary>
    public static CartelStrategy Choosing(string choice, string name, CartelOptions options) =>
        new(name, options, (deployment, _) => NeighbourChoices.Create(choice, deployment.Seed));

    internal SimulatedFleet DeployFleet(Deployment deployment)
    {
        var fleet = new SimulatedFleet();
        var time = new VirtualTime(deployment.Clock);
        var manifest = new TaskManifest(SimulatedRegistry.Task, SchemaDocument.From(deployment.Schema), deployment.Learner);
        var options = new RegistryOptions { Lease = _options.Lease };
        fleet.Registry = new SimulatedRegistry(
            deployment.Clock, options, new Matchmaker(_choice(deployment, fleet)), manifest, unchecked((int)deployment.Seed));
        fleet.Edges = [.. Enumerable.Range(0, deployment.Devices).Select(
            device => new CartelEdge(device, deployment, fleet.Registry, manifest, _options, time))];
        return fleet;
    }
}
