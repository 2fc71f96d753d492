namespace Cartel.Collaboration;

/// <summary>What is known of an agent that might help.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="ClassCounts">Labels per class in its recent window.</param>
/// <param name="Evidence">Samples per class that formed its model.</param>
/// <param name="Recall">Recall per class over its window; null where there is no sample of it.</param>
/// <param name="AgeSeconds">Age of this knowledge; at least 0.</param>
/// <param name="OpenTransfers">Transfers that it serves just now; at least 0.</param>
/// <param name="Kept">How many of its parts others kept.</param>
/// <param name="Refused">How many of its parts others refused or rolled back.</param>
public sealed record Candidate(
    string Agent,
    IReadOnlyList<long> ClassCounts,
    IReadOnlyList<long> Evidence,
    IReadOnlyList<double?> Recall,
    double AgeSeconds,
    int OpenTransfers,
    int Kept,
    int Refused);

/// <summary>Who asks, and for what.</summary>
/// <param name="ClassCounts">Labels per class in its *current* window; at least one.</param>
/// <param name="Needs">Indices of the classes that a donor must know; may be empty for a plain look at the neighbourhood.</param>
/// <param name="Recall">The asker's own recall per class; null where it has none.</param>
/// <param name="MostBits">Candidates further away than this are refused; 1 refuses none.</param>
public sealed record NeighbourQuery(
    IReadOnlyList<long> ClassCounts, IReadOnlyList<int> Needs, IReadOnlyList<double?> Recall, double MostBits = 1);

/// <summary>A candidate with its place: ranked, or refused with the reason.</summary>
/// <param name="Candidate">Who.</param>
/// <param name="Divergence">How far its class distribution is from the asker's.</param>
/// <param name="Score">Higher is better; null if refused.</param>
/// <param name="Refused">Why it cannot help, in words; null if ranked.</param>
/// <param name="Terms">Every term of the score by name.</param>
public sealed record RankedCandidate(
    Candidate Candidate, DivergenceEstimate Divergence, double? Score, string? Refused, IReadOnlyDictionary<string, double> Terms);

/// <summary>Chooses logical neighbours: a filter by knowledge of the needed classes, then a rank.</summary>
public static class NeighbourRanking
{
    /// <summary>Ranks candidates, best first; refused ones follow in name order.</summary>
    public static IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates) => [];
}
