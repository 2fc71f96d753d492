using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Names the donors of an offer from a ranking: the best one, then those that add what it lacks.</summary>
/// <remarks>
/// <para>The first donor is the best that knows every needed class, or, where none does, the one that adds most. Each
/// further one is the one that adds most to the cover; with nothing left to add, the next best of the ranking stands by.
/// What a donor adds is, over all classes, the asker's share of the class (of a needed one 1 more) times the rise of the
/// best recall among the donors: the greedy rule for weighted cover, within 1 − 1/e of the best set (G. L. Nemhauser, L. A.
/// Wolsey and M. L. Fisher, Mathematical Programming 14, 1978).</para>
/// <para>Load: while the best is busy, two of its near equals are drawn and the idler one goes first, so that many targets
/// that ask at once do not all name one donor (M. Mitzenmacher, “The power of two choices”, IEEE TPDS 12(10), 2001).</para>
/// </remarks>
public static class DonorSet
{
    /// <summary>By how much a score may lie below the best and still be a near equal.</summary>
    public const double NearlyEqual = 0.03;

    /// <summary>How many of a ranking are looked at: who stands behind so many adds little worth the distance, and a fleet may be large.</summary>
    public const int MostConsidered = 500;

    // Below this share of the asker's samples a further donor is chosen by its rank.
    private const double LeastGain = 0.02;

    /// <summary>The donors of an offer, in the order in which to ask them.</summary>
    /// <param name="query">Who asks; its <see cref="NeighbourQuery.Draw"/> decides what is drawn.</param>
    /// <param name="ranked">The ranking of a choice.</param>
    /// <param name="most">How many donors at most; above 0.</param>
    public static IReadOnlyList<RankedCandidate> Choose(NeighbourQuery query, IReadOnlyList<RankedCandidate> ranked, int most)
    {
        var helpers = ranked.TakeWhile(static candidate => candidate.Refused is null).Take(MostConsidered).ToList();
        Spread(helpers, query.Draw);
        var (chosen, weights) = (new List<RankedCandidate>(most), Weights(query));
        var covered = new double[weights.Length];
        while (chosen.Count < most && helpers.Count > 0)
        {
            var next = chosen.Count == 0 && NeighbourFilter.Known(query, helpers[0].Candidate) == query.Needs.Count
                ? 0
                : MostAdding(query, helpers, weights, covered);
            chosen.Add(helpers[next]);
            for (var label = 0; label < covered.Length; label++) covered[label] = Math.Max(covered[label], Recall(query, helpers[next].Candidate, label));
            helpers.RemoveAt(next);
        }

        return chosen;
    }

    private static double[] Weights(NeighbourQuery query)
    {
        double[] weights = [.. query.ClassCounts];
        var all = weights.Sum();
        for (var label = 0; label < weights.Length; label++) weights[label] /= all;
        foreach (var need in query.Needs) weights[need] += 1;
        return weights;
    }

    private static void Spread(List<RankedCandidate> helpers, long draw)
    {
        if (helpers.Count < 2 || helpers[0].Candidate.OpenTransfers == 0) return;

        var near = helpers.TakeWhile(candidate => candidate.Score >= helpers[0].Score - NearlyEqual).Count();
        if (near < 2) return;

        var random = new SeededRandom(draw);
        var (one, other) = (random.Next(near), random.Next(near));
        var idler = helpers[other].Candidate.OpenTransfers < helpers[one].Candidate.OpenTransfers ? other : one;
        var first = helpers[idler];
        helpers.RemoveAt(idler);
        helpers.Insert(0, first);
    }

    // The first of equals: the ranking decides between those that add the same.
    private static int MostAdding(NeighbourQuery query, List<RankedCandidate> helpers, double[] weights, double[] covered)
    {
        var (best, most) = (0, LeastGain);
        for (var i = 0; i < helpers.Count; i++)
        {
            var gain = 0.0;
            for (var label = 0; label < weights.Length; label++)
            {
                if (weights[label] > 0) gain += weights[label] * Math.Max(0, Recall(query, helpers[i].Candidate, label) - covered[label]);
            }

            if (gain > most) (best, most) = (i, gain);
        }

        return best;
    }

    private static double Recall(NeighbourQuery query, Candidate candidate, int label)
    {
        if (query.Needs.Contains(label)) return NeighbourFilter.Knows(query, candidate, label) ? candidate.Recall[label] ?? 0 : 0;

        return candidate.ClassCounts[label] >= NeighbourFilter.LeastRecent ? candidate.Recall[label] ?? 0 : 0;
    }
}
