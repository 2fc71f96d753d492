namespace Cartel.Simulation;

/// <summary>A sample that is kept beyond the moment: sent, or learned once more.</summary>
/// <param name="Features">Encoded; a copy of its own.</param>
/// <param name="Label">Its class.</param>
internal sealed record LabelledSample(float[] Features, int Label);
