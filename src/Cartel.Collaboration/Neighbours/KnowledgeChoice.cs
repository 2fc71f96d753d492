namespace Cartel.Collaboration;

/// <summary>How near a candidate is to the asker, in [0, 1], higher is nearer.</summary>
internal delegate double Nearness(NeighbourQuery query, Candidate candidate, DivergenceEstimate divergence);

/// <summary>First who knows what is needed (<see cref="NeighbourFilter"/>), then one documented score
/// (<see cref="NeighbourScore"/>); what counts as near is the only thing in which its forms differ.</summary>
/// <remarks>
/// The filter comes first because the divergence is blind to a rare new class: who lacks it may look closest of all. A
/// needed class that has only begun to appear is left out of the divergence: a donor that shares the asker's other classes
/// helps most with the new one, however much of that it has.
/// </remarks>
internal sealed class KnowledgeChoice(string name, string nearnessTerm, Nearness nearness, bool nearnessIsDivergence = false) : INeighbourChoice
{
    private readonly string[] _names = NeighbourScore.Names(nearnessTerm);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool Combines => true;

    /// <inheritdoc/>
    public bool? NearnessIsDivergence => nearnessIsDivergence;

    /// <inheritdoc/>
    public IReadOnlyList<RankedCandidate> RankLikely(NeighbourQuery query, IEnumerable<(Candidate Candidate, double AtMost)> candidates) =>
        NeighbourRanking.RankLikely(query, candidates, Judge, MayReach);

    /// <inheritdoc/>
    public bool IsOutOfQuestion(NeighbourQuery query, IReadOnlyList<long> counts, IReadOnlyList<long> evidence, IReadOnlyList<double?> recall) =>
        NeighbourFilter.LearnedNothing(query, counts, evidence, recall);

    /// <inheritdoc/>
    public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates) =>
        NeighbourRanking.Rank(query, candidates, Judge, MayReach);

    // Before any logarithm: in a large fleet most know nothing of what is needed, or others do better in all that costs nothing to see.
    private static bool MayReach(NeighbourQuery query, Candidate candidate, double score) =>
        NeighbourFilter.IsFit(query, candidate) && NeighbourScore.AtMost(query, candidate) >= score;

    private RankedCandidate Judge(NeighbourQuery query, Candidate candidate)
    {
        var unfit = NeighbourFilter.Unfit(query, candidate);
        if (unfit is not null && !query.Explain) return NeighbourRanking.Refused(candidate, unfit);

        var divergence = NeighbourRanking.DivergenceOfTheRest(query, candidate);
        var terms = new ScoreTerms(_names, NeighbourScore.Values(query, candidate, nearness(query, candidate, divergence)));
        return (unfit ?? NeighbourFilter.TooFar(query, divergence)) is { } refusal
            ? new(candidate, divergence, Score: null, refusal, terms)
            : new(candidate, divergence, NeighbourScore.Of(terms.InOrder), Refused: null, terms);
    }
}
