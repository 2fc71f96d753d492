namespace Cartel.Simulation;

/// <summary>A registry with its agents, in one process.</summary>
internal sealed class SimulatedFleet
{
    public SimulatedRegistry Registry { get; set; } = null!;

    public IReadOnlyList<CartelEdge> Edges { get; set; } = [];
}
