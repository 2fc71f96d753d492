using System.Runtime.InteropServices;

namespace Cartel.Collaboration;

/// <summary>What every choice does alike: refuses questions without sense and candidates without numbers, and sorts the rest.</summary>
internal static class NeighbourRanking
{
    /// <summary>Places one candidate that can be compared.</summary>
    public delegate RankedCandidate Judge(NeighbourQuery query, Candidate candidate, DivergenceEstimate divergence);

    /// <summary>See <see cref="INeighbourChoice.Rank"/>.</summary>
    public static IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates, Judge judge)
    {
        Check(query);
        var asker = Span(query.ClassCounts);
        var placed = new List<RankedCandidate>(candidates.TryGetNonEnumeratedCount(out var count) ? count : 0);
        foreach (var candidate in candidates)
        {
            placed.Add(NeighbourFilter.Flaw(query, candidate) is { } flaw
                ? new(candidate, NeighbourFilter.NothingKnown, Score: null, flaw, ScoreTerms.None)
                : judge(query, candidate, JensenShannon.Estimate(asker, Span(candidate.ClassCounts))));
        }

        placed.Sort(Compare);
        for (var i = 1; i < placed.Count; i++)
        {
            if (Compare(placed[i - 1], placed[i]) == 0)
                throw new ArgumentException($"two candidates are named “{placed[i].Candidate.Agent}”", nameof(candidates));
        }

        return placed;
    }

    // A refused candidate has no score and so comes last.
    private static int Compare(RankedCandidate a, RankedCandidate b)
    {
        var byScore = (b.Score ?? -1).CompareTo(a.Score ?? -1);
        return byScore != 0 ? byScore : string.CompareOrdinal(a.Candidate.Agent, b.Candidate.Agent);
    }

    // Ten thousand candidates are ranked at once: a copy of each one's counts would be most of the work.
    private static ReadOnlySpan<long> Span(IReadOnlyList<long> counts) => counts switch
    {
        long[] array => array,
        List<long> list => CollectionsMarshal.AsSpan(list),
        _ => counts.ToArray(),
    };

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
