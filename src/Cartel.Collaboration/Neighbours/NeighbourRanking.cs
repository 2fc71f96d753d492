namespace Cartel.Collaboration;

/// <summary>What every choice does alike: refuses questions without sense and candidates without numbers, and sorts the rest.</summary>
internal static class NeighbourRanking
{
    private const double SettledShare = 0.05;
    private const int MostOnStack = 128;

    private static readonly Comparer<RankedCandidate> WorstFirst = Comparer<RankedCandidate>.Create(static (a, b) =>
        a.Score.GetValueOrDefault().CompareTo(b.Score.GetValueOrDefault()) is not 0 and var order
            ? order
            : string.CompareOrdinal(b.Candidate.Agent, a.Candidate.Agent));

    /// <summary>Places one candidate that can be compared.</summary>
    public delegate RankedCandidate Judge(NeighbourQuery query, Candidate candidate);

    /// <summary>Whether a candidate that can be compared may score so much or more: a cheap look, which may say yes in doubt.</summary>
    public delegate bool MayReach(NeighbourQuery query, Candidate candidate, double score);

    /// <summary>See <see cref="INeighbourChoice.Rank"/>.</summary>
    public static IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates, Judge judge, MayReach? mayReach = null)
    {
        Check(query);
        RankedCandidate[] placed = query.Most == int.MaxValue ? [] : Best(query, candidates.Select(static candidate => (candidate, double.PositiveInfinity)), judge, mayReach);
        if (placed.Length == 0)
        {
            placed =
            [
                .. candidates.Select(candidate => NeighbourFilter.Flaw(query, candidate) is { } flaw ? Refused(candidate, flaw) : judge(query, candidate)),
            ];
        }

        Sort(placed);
        return placed;
    }

    /// <summary>See <see cref="INeighbourChoice.RankLikely"/>.</summary>
    public static IReadOnlyList<RankedCandidate> RankLikely(
        NeighbourQuery query, IEnumerable<(Candidate Candidate, double AtMost)> candidates, Judge judge, MayReach mayReach)
    {
        Check(query);
        var placed = Best(query, candidates, judge, mayReach);
        Sort(placed);
        return placed;
    }

    /// <summary>A refusal of which no number is told.</summary>
    public static RankedCandidate Refused(Candidate candidate, string reason) =>
        new(candidate, NeighbourFilter.NothingKnown, Score: null, reason, ScoreTerms.None);

    /// <summary>How far a candidate's class counts are from the asker's, all classes as they are.</summary>
    public static DivergenceEstimate Divergence(NeighbourQuery query, Candidate candidate) =>
        JensenShannon.Estimate(Spans.Of(query.ClassCounts), Spans.Of(candidate.ClassCounts));

    /// <summary>The same on the classes that the asker knows the share of: a needed one that has only begun to appear is left
    /// out on both sides, since what it is now says nothing of what it will be.</summary>
    /// <remarks>Else a donor that has much of the new class, and so knows it best, would count as a stranger. Where a side has
    /// nothing else, all classes are compared.</remarks>
    public static DivergenceEstimate DivergenceOfTheRest(NeighbourQuery query, Candidate candidate)
    {
        var classes = query.ClassCounts.Count;
        if (classes > MostOnStack) return Divergence(query, candidate);

        Span<long> own = stackalloc long[classes];
        Span<long> theirs = stackalloc long[classes];
        Spans.Of(query.ClassCounts).CopyTo(own);
        Spans.Of(candidate.ClassCounts).CopyTo(theirs);
        var all = 0.0;
        foreach (var count in own) all += count;
        for (var i = 0; i < query.Needs.Count; i++)
        {
            if (query.ClassCounts[query.Needs[i]] < SettledShare * all) own[query.Needs[i]] = theirs[query.Needs[i]] = 0;
        }

        return own.ContainsAnyExcept(0L) && theirs.ContainsAnyExcept(0L) ? JensenShannon.Estimate(own, theirs) : Divergence(query, candidate);
    }

    // The first stretch of the whole ranking, in no order; empty where nobody can help.
    private static RankedCandidate[] Best(NeighbourQuery query, IEnumerable<(Candidate, double)> candidates, Judge judge, MayReach? mayReach)
    {
        var best = new PriorityQueue<RankedCandidate, RankedCandidate>(WorstFirst);
        foreach (var (candidate, atMost) in candidates)
        {
            var full = best.Count >= query.Most;
            var score = full ? best.Peek().Score.GetValueOrDefault() : double.NegativeInfinity;
            if (atMost < score) break;
            if (NeighbourFilter.Flaw(query, candidate) is not null || (mayReach is not null && !mayReach(query, candidate, score))) continue;

            var placed = judge(query, candidate);
            if (placed.Score is null) continue;
            if (full) best.EnqueueDequeue(placed, placed);
            else best.Enqueue(placed, placed);
        }

        return [.. best.UnorderedItems.Select(static item => item.Element)];
    }

    // By score; a refused candidate has none and so comes last. Equals by name.
    private static void Sort(RankedCandidate[] placed)
    {
        double[] keys = [.. placed.Select(static candidate => -(candidate.Score ?? -1))];
        Array.Sort(keys, placed);
        for (var first = 0; first < placed.Length;)
        {
            var end = first + 1;
            while (end < placed.Length && keys[end] == keys[first]) end++;
            if (end - first > 1) SortByName(placed.AsSpan(first, end - first));
            first = end;
        }
    }

    private static void SortByName(Span<RankedCandidate> equals)
    {
        equals.Sort(static (a, b) => string.CompareOrdinal(a.Candidate.Agent, b.Candidate.Agent));
        for (var i = 1; i < equals.Length; i++)
        {
            if (equals[i].Candidate.Agent == equals[i - 1].Candidate.Agent)
                throw new ArgumentException($"two candidates are named “{equals[i].Candidate.Agent}”", "candidates");
        }
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
