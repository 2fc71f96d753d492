using System.Globalization;

namespace Cartel.Collaboration;

/// <summary>Who may help at all: enough recent samples, and knowledge of each needed class that the asker lacks.</summary>
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
        if (candidate.ClassCounts.Any(static count => count < 0)) return "has a negative class count";
        if (candidate.Recall.Any(static recall => recall is not (null or (>= 0 and <= 1))))
            return "has a recall outside 0 to 1";
        if (!(candidate.AgeSeconds >= 0) || candidate.OpenTransfers < 0 || candidate.Kept < 0 || candidate.Refused < 0)
            return "has a negative or unknown age, load or record";

        return candidate.ClassCounts.All(static count => count == 0) ? "has no recent samples" : null;
    }

    /// <summary>Why a candidate that can be compared is of no use; null if it is.</summary>
    internal static string? Refusal(NeighbourQuery query, Candidate candidate, DivergenceEstimate divergence)
    {
        // As a decimal, since counts of two classes may together exceed the longest integer.
        var window = candidate.ClassCounts.Sum(static count => (decimal)count);
        if (window < LeastWindow) return $"has {window} recent samples; {LeastWindow} are needed";

        foreach (var need in query.Needs)
        {
            if (Ignorance(query, candidate, need) is { } ignorance) return ignorance;
        }

        // In doubt for the candidate: one that may well be near enough is ranked, not refused.
        return divergence.Bits - divergence.StandardErrorBits > query.MostBits
            ? $"is {Text(divergence.Bits)} ± {Text(divergence.StandardErrorBits)} bits away; {Text(query.MostBits)} are allowed"
            : null;
    }

    private static string? Ignorance(NeighbourQuery query, Candidate candidate, int need)
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
            : null;
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
