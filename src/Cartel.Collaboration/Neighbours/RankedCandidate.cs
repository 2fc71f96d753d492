namespace Cartel.Collaboration;

/// <summary>A candidate with its place: ranked, or refused with the reason.</summary>
/// <param name="Candidate">Who.</param>
/// <param name="Divergence">How far its class distribution is from the asker's.</param>
/// <param name="Score">Higher is better; null if refused.</param>
/// <param name="Refused">Why it cannot help, in words; null if ranked.</param>
/// <param name="Terms">Every term of the score by name.</param>
public sealed record RankedCandidate(
    Candidate Candidate, DivergenceEstimate Divergence, double? Score, string? Refused, IReadOnlyDictionary<string, double> Terms);
