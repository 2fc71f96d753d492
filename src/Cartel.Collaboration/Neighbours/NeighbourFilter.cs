using System.Globalization;

namespace Cartel.Collaboration;

/// <summary>Who may help at all: enough recent samples, and knowledge of a needed class that the asker lacks.</summary>
public static class NeighbourFilter
{
    /// <summary>Labelled samples that a candidate's window must hold: fewer do not tell a distribution.</summary>
    public const int LeastWindow = 30;

    /// <summary>Samples of each needed class in that window: a recall from fewer is chance.</summary>
    public const int LeastRecent = 10;

    /// <summary>Samples of each needed class that must have formed the candidate's model.</summary>
    public const int LeastEvidence = 20;

    /// <summary>The recall on each needed class that is worth fetching.</summary>
    public const double LeastRecall = 0.5;

    /// <summary>By how much that recall must beat the asker's own.</summary>
    public const double RecallMargin = 0.05;

    internal static readonly DivergenceEstimate NothingKnown = new(PlugInBits: 1, Bits: 1, StandardErrorBits: 0.5);

    /// <summary>Why a candidate cannot even be compared; null if it can.</summary>
    internal static string? Flaw(NeighbourQuery query, Candidate candidate)
    {
        var classes = query.ClassCounts.Count;
        if (candidate.ClassCounts.Count != classes || candidate.Evidence.Count != classes || candidate.Recall.Count != classes)
            return $"describes another number of classes than {classes}";
        if (!(candidate.AgeSeconds >= 0) || candidate.OpenTransfers < 0 || !(candidate.Kept >= 0) || !(candidate.Refused >= 0))
            return "has a negative or unknown age, load or record";

        var counts = Spans.Of(candidate.ClassCounts);
        var recalls = Spans.Of(candidate.Recall);
        var some = false;
        for (var label = 0; label < classes; label++)
        {
            if (counts[label] < 0) return "has a negative class count";
            if (recalls[label] is not (null or (>= 0 and <= 1))) return "has a recall outside 0 to 1";
            some |= counts[label] > 0;
        }

        if (!some) return "has no recent samples";
        return query.Needs.Count > 0 && !candidate.Lends ? "offers no part of what is needed" : null;
    }

    /// <summary>Why a candidate is too far away; null if it is not.</summary>
    // In doubt for the candidate: one that may well be near enough is ranked, not refused.
    internal static string? TooFar(NeighbourQuery query, DivergenceEstimate divergence) => divergence.Bits - divergence.StandardErrorBits > query.MostBits
        ? $"is {Text(divergence.Bits)} ± {Text(divergence.StandardErrorBits)} bits away; {Text(query.MostBits)} are allowed"
        : null;

    /// <summary>Why a candidate that can be compared is of no use, however near; null if it is.</summary>
    internal static string? Unfit(NeighbourQuery query, Candidate candidate)
    {
        if (IsFit(query, candidate)) return null;
        if (candidate.Standing is Standing.Quarantined)
            return $"is quarantined: its parts did harm (reputation {Text(NeighbourScore.Reputation(candidate))})";

        return Window(candidate) is < LeastWindow and var window
            ? $"has {window} recent samples; {LeastWindow} are needed"
            : Ignorance(query, candidate, query.Needs[0]);
    }

    /// <summary>Whether a candidate that can be compared is of use, however near: no words are made.</summary>
    internal static bool IsFit(NeighbourQuery query, Candidate candidate) =>
        candidate.Standing is not Standing.Quarantined
        && Window(candidate) >= LeastWindow
        && (query.Needs.Count == 0 || Known(query, candidate) > 0);

    /// <summary>Whether numbers alone tell that none of the needed classes is known.</summary>
    internal static bool LearnedNothing(
        NeighbourQuery query, IReadOnlyList<long> counts, IReadOnlyList<long> evidence, IReadOnlyList<double?> recall)
    {
        var classes = query.ClassCounts.Count;
        if (query.Needs.Count == 0 || counts.Count != classes || evidence.Count != classes || recall.Count != classes) return false;

        for (var i = 0; i < query.Needs.Count; i++)
        {
            if (Learned(query, counts, evidence, recall, query.Needs[i])) return false;
        }

        return true;
    }

    /// <summary>How many of the needed classes a candidate knows well enough.</summary>
    internal static int Known(NeighbourQuery query, Candidate candidate)
    {
        var known = 0;
        for (var i = 0; i < query.Needs.Count; i++) known += Knows(query, candidate, query.Needs[i]) ? 1 : 0;
        return known;
    }

    /// <summary>Whether a candidate knows a needed class well enough.</summary>
    internal static bool Knows(NeighbourQuery query, Candidate candidate, int need) =>
        Learned(query, candidate.ClassCounts, candidate.Evidence, candidate.Recall, need) && SketchNearness.MeansAnother(query, candidate, need) < 0;

    private static bool Learned(
        NeighbourQuery query, IReadOnlyList<long> counts, IReadOnlyList<long> evidence, IReadOnlyList<double?> recalls, int need) =>
        counts[need] >= LeastRecent
        && evidence[need] >= LeastEvidence
        && recalls[need] is { } recall
        && recall >= LeastRecall
        && recall >= (query.Recall[need] ?? 0) + RecallMargin;

    // In floating point, since counts of two classes may together exceed the longest integer.
    private static double Window(Candidate candidate)
    {
        var window = 0.0;
        foreach (var count in Spans.Of(candidate.ClassCounts)) window += count;
        return window;
    }

    private static string Ignorance(NeighbourQuery query, Candidate candidate, int need)
    {
        if (candidate.ClassCounts[need] < LeastRecent)
            return $"knows class {need} from {candidate.ClassCounts[need]} recent samples; {LeastRecent} are needed";
        if (candidate.Evidence[need] < LeastEvidence)
            return $"learned class {need} from {candidate.Evidence[need]} samples; {LeastEvidence} are needed";
        if (candidate.Recall[need] is not { } recall) return $"has no recall on class {need}";
        if (recall < LeastRecall) return $"has a recall of {Text(recall)} on class {need}; {Text(LeastRecall)} is needed";

        var own = query.Recall[need] ?? 0;
        return recall < own + RecallMargin
            ? $"has a recall of {Text(recall)} on class {need}, not {Text(RecallMargin)} above the asker's {Text(own)}"
            : $"means by class {need} what the asker calls class {SketchNearness.MeansAnother(query, candidate, need)}";
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
