namespace Cartel.Collaboration;

/// <summary>An agent that a <see cref="NeighbourIndex"/> found.</summary>
/// <param name="Slot">Its slot.</param>
/// <param name="Divergence">How far its counts are from those asked for, as <see cref="JensenShannon.Estimate"/> has it.</param>
public readonly record struct NearAgent(int Slot, DivergenceEstimate Divergence);
