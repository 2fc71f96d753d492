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
