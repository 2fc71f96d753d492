namespace Cartel.Collaboration;

/// <summary>A way of choosing who helps. Pure: the same question gives the same answer.</summary>
/// <remarks>Those that Cartel has are in <see cref="NeighbourChoices"/>; a simulation may bring its own, such as an oracle.</remarks>
public interface INeighbourChoice
{
    /// <summary>Its name, such as <c>cartel</c>.</summary>
    string Name { get; }

    /// <summary>Whether an offer may name donors that complement each other, and spread load over near equals; else it
    /// names the first ones of the ranking.</summary>
    bool Combines { get; }

    /// <summary>Whether an agent's numbers alone refuse it, whatever else may be known of it: a look that costs next to
    /// nothing, so that of a large fleet only those need be made candidates who may help.</summary>
    /// <param name="query">Who asks.</param>
    /// <param name="counts">As in <see cref="Candidate.ClassCounts"/>.</param>
    /// <param name="evidence">As in <see cref="Candidate.Evidence"/>.</param>
    /// <param name="recall">As in <see cref="Candidate.Recall"/>.</param>
    bool IsOutOfQuestion(NeighbourQuery query, IReadOnlyList<long> counts, IReadOnlyList<long> evidence, IReadOnlyList<double?> recall) => false;

    /// <summary>What <see cref="DonorColumns"/> may bound its scores by; null where it has another score than <see cref="NeighbourScore"/>.</summary>
    bool? NearnessIsDivergence => null;

    /// <summary>The first stretch of the ranking (<see cref="NeighbourQuery.Most"/>) of candidates that come with the most that each can score, by
    /// falling bounds; no more of them are looked at than may belong to it. Empty where nobody can help.</summary>
    /// <param name="query">Who asks.</param>
    /// <param name="candidates">Whose later ones' bounds may be above an earlier one's by at most a fixed step that the bounds include.</param>
    IReadOnlyList<RankedCandidate> RankLikely(NeighbourQuery query, IEnumerable<(Candidate Candidate, double AtMost)> candidates) =>
        [.. Rank(query, candidates.Select(static one => one.Candidate)).TakeWhile(static one => one.Refused is null).Take(query.Most)];

    /// <summary>Ranks candidates, best first; refused ones follow in name order. The order of the input plays no part.</summary>
    /// <remarks>Of <see cref="NeighbourQuery.Most"/> that first stretch alone, equal to that of the whole ranking.</remarks>
    /// <exception cref="ArgumentException">The query has no samples, negative counts, or needs a class that it does not
    /// count; or two candidates have one name.</exception>
    IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates);
}
