namespace Cartel.Collaboration;

/// <summary>Chooses logical neighbours: a filter by knowledge of the needed classes, then a rank.</summary>
/// <remarks>
/// The filter comes first because the divergence is blind to a rare new class: who lacks it may look closest of all. For
/// the same reason the asker's counts are taken as they are, however few of the needed class they hold: a donor that
/// shares the asker's other classes helps most with the new one.
/// </remarks>
public static class NeighbourRanking
{
    /// <summary>Ranks candidates, best first; refused ones follow in name order. The order of the input plays no part.</summary>
    /// <exception cref="ArgumentException">The query has no samples, negative counts, or needs a class that it does not
    /// count; or two candidates have one name.</exception>
    public static IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates)
    {
        Check(query);
        var placed = candidates.Select(candidate => Place(query, candidate)).ToList();
        placed.Sort(Compare);
        for (var i = 1; i < placed.Count; i++)
        {
            if (Compare(placed[i - 1], placed[i]) == 0)
                throw new ArgumentException($"two candidates are named “{placed[i].Candidate.Agent}”", nameof(candidates));
        }

        return placed;
    }

    private static RankedCandidate Place(NeighbourQuery query, Candidate candidate)
    {
        if (NeighbourFilter.Flaw(query, candidate) is { } flaw)
            return new(candidate, NeighbourFilter.NothingKnown, Score: null, flaw, new Dictionary<string, double>());

        var divergence = JensenShannon.Estimate([.. query.ClassCounts], [.. candidate.ClassCounts]);
        var terms = NeighbourScore.Terms(query, candidate, divergence);
        return NeighbourFilter.Refusal(query, candidate, divergence) is { } refusal
            ? new(candidate, divergence, Score: null, refusal, terms)
            : new(candidate, divergence, NeighbourScore.Of(terms), Refused: null, terms);
    }

    // A refused candidate has no score and so comes last.
    private static int Compare(RankedCandidate a, RankedCandidate b)
    {
        var byScore = (b.Score ?? -1).CompareTo(a.Score ?? -1);
        return byScore != 0 ? byScore : string.CompareOrdinal(a.Candidate.Agent, b.Candidate.Agent);
    }

    private static void Check(NeighbourQuery query)
    {
        if (query.Recall.Count != query.ClassCounts.Count)
            throw new ArgumentException($"has {query.Recall.Count} recalls for {query.ClassCounts.Count} classes", nameof(query));
        if (query.ClassCounts.Any(static count => count < 0) || query.ClassCounts.All(static count => count == 0))
            throw new ArgumentException("needs class counts of at least 0, and one above", nameof(query));
        foreach (var need in query.Needs)
        {
            if (need < 0 || need >= query.ClassCounts.Count)
                throw new ArgumentException($"needs class {need}; there are {query.ClassCounts.Count}", nameof(query));
        }

        if (!(query.MostBits is >= 0 and <= 1))
            throw new ArgumentException($"has a largest divergence of {query.MostBits} bits; 0 to 1 is due", nameof(query));
    }
}
