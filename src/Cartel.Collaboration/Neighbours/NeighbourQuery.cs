namespace Cartel.Collaboration;

/// <summary>Who asks, and for what.</summary>
/// <param name="ClassCounts">Labels per class in its *current* window; at least one.</param>
/// <param name="Needs">Indices of the classes that a donor must know; may be empty for a plain look at the neighbourhood.</param>
/// <param name="Recall">The asker's own recall per class; null where it has none.</param>
/// <param name="MostBits">Candidates further away than this are refused; 1 refuses none.</param>
public sealed record NeighbourQuery(
    IReadOnlyList<long> ClassCounts, IReadOnlyList<int> Needs, IReadOnlyList<double?> Recall, double MostBits = 1)
{
    /// <summary>What the asker's samples of each class look like (<see cref="ClassSketch"/>); null where it does not say.</summary>
    public IReadOnlyList<byte[]?>? Sketch { get; init; }

    /// <summary>Whether refused candidates are to be told with their divergence and terms; costs as much as ranking them.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>How many of the best are wanted; where it is fewer than all, those who cannot help are told only if nobody can.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Makes what is drawn by lot differ between queries.</summary>
    public long Draw { get; init; }
}
