using System.Globalization;

namespace Cartel.Collaboration;

/// <summary>Why the losers lost.</summary>
public static class Explanation
{
    private const int MostTerms = 3;

    /// <summary>What put a ranked candidate behind the best one, the largest difference first.</summary>
    public static string Behind(RankedCandidate best, RankedCandidate loser)
    {
        var terms = best.Terms
            .Select(term => (term.Key, Best: term.Value, Own: loser.Terms[term.Key]))
            .Where(static term => term.Own < term.Best)
            .OrderByDescending(static term => term.Best - term.Own)
            .Take(MostTerms)
            .Select(static term => $"{term.Key} {Text(term.Own)} against {Text(term.Best)}")
            .ToList();
        var behind = $"{Text((best.Score - loser.Score).GetValueOrDefault())} behind {best.Candidate.Agent}";
        return terms.Count == 0 ? $"{behind}, by name" : $"{behind}: {string.Join(", ", terms)}";
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
