namespace Cartel.Collaboration;

/// <summary>Why an agent needs help, and with which classes.</summary>
/// <param name="Novel">True for a class that the model does not know, false for drift.</param>
/// <param name="Needs">Indices of the classes.</param>
/// <param name="Sample">The labelled samples seen until then.</param>
/// <param name="ChangedSince">The labelled sample from which on the stream is taken to be as it is now.</param>
public sealed record HelpTrigger(bool Novel, IReadOnlyList<int> Needs, long Sample, long ChangedSince);
