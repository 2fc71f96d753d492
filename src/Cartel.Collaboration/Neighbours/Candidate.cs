namespace Cartel.Collaboration;

/// <summary>What is known of an agent that might help.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="ClassCounts">Labels per class in its recent window.</param>
/// <param name="Evidence">Samples per class that formed its model.</param>
/// <param name="Recall">Recall per class over its window; null where there is no sample of it.</param>
/// <param name="AgeSeconds">Age of this knowledge; at least 0.</param>
/// <param name="OpenTransfers">Transfers that it serves just now; at least 0.</param>
/// <param name="Kept">The weight of its parts that others kept, old ones counting less; at least 0.</param>
/// <param name="Refused">The weight of those that others refused or rolled back; at least 0.</param>
public sealed record Candidate(
    string Agent,
    IReadOnlyList<long> ClassCounts,
    IReadOnlyList<long> Evidence,
    IReadOnlyList<double?> Recall,
    double AgeSeconds,
    int OpenTransfers,
    double Kept,
    double Refused)
{
    /// <summary>Whether it has a part of a needed class on offer.</summary>
    public bool Lends { get; init; } = true;

    /// <summary>How far it is trusted.</summary>
    public Standing Standing { get; init; }

    /// <summary>How near it is on the network: 1 at the asker's own site, 0 at another, ½ where that is unknown.</summary>
    public double Network { get; init; } = 0.5;

    /// <summary>What its samples of each class look like (<see cref="ClassSketch"/>); null where it does not say.</summary>
    public IReadOnlyList<byte[]?>? Sketch { get; init; }

    /// <summary>What became of the parts that this very asker had from it.</summary>
    public DonorRecord Together { get; init; }
}
