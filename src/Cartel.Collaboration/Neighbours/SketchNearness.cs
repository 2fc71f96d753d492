namespace Cartel.Collaboration;

/// <summary>Nearness by what samples look like, which sees what class priors cannot: concept drift and covariate shift.</summary>
internal static class SketchNearness
{
    // A class of the donor's that lies this far from the asker's class of the same name, and half as far from another, is swapped.
    private const double SurelyApart = 0.25;
    private const double MuchNearer = 0.5;

    /// <summary>The share of the asker's samples that the candidate has classes like: Σ share (1 − H²), over classes that
    /// both have; ½ for each class that one of them has not sketched, 0 for one that the candidate has no samples of.</summary>
    public static double Of(NeighbourQuery query, Candidate candidate, DivergenceEstimate divergence)
    {
        var (near, all) = (0.0, 0.0);
        for (var label = 0; label < query.ClassCounts.Count; label++)
        {
            var count = (double)query.ClassCounts[label];
            all += count;
            if (candidate.ClassCounts[label] > 0) near += count * (1 - (Apart(query, candidate, label) ?? 0.5));
        }

        return near / all;
    }

    /// <summary>How well a candidate's classes agree with the asker's, in [½, 1]: 1 where nothing is sketched.</summary>
    /// <remarks>1 − ½ max(the largest distance of a needed class, the mean distance of the shared ones by the asker's share).</remarks>
    public static double Concept(NeighbourQuery query, Candidate candidate)
    {
        if (query.Sketch is null || candidate.Sketch is null) return 1;

        var (sum, weight, worst) = (0.0, 0.0, 0.0);
        for (var label = 0; label < query.ClassCounts.Count; label++)
        {
            if (Apart(query, candidate, label) is not { } apart) continue;

            if (query.Needs.Contains(label)) worst = Math.Max(worst, apart);
            sum += query.ClassCounts[label] * apart;
            weight += query.ClassCounts[label];
        }

        return 1 - Math.Max(worst, weight > 0 ? sum / weight : 0) / 2;
    }

    /// <summary>Which of the asker's classes the candidate means by a needed one, if plainly another; −1 if not.</summary>
    public static int MeansAnother(NeighbourQuery query, Candidate candidate, int need)
    {
        if (Apart(query, candidate, need) is not { } own || own < SurelyApart) return -1;

        var (nearest, least) = (-1, own * MuchNearer);
        for (var label = 0; label < query.ClassCounts.Count; label++)
        {
            if (label == need || query.Sketch![label] is not { } other) continue;

            var apart = ClassSketch.Distance(other, candidate.Sketch![need]);
            if (apart < least) (nearest, least) = (label, apart);
        }

        return nearest;
    }

    private static double? Apart(NeighbourQuery query, Candidate candidate, int label) =>
        query.Sketch?[label] is { } own && candidate.Sketch?[label] is { } theirs ? ClassSketch.Distance(own, theirs) : null;
}
