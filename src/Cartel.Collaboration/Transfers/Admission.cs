namespace Cartel.Collaboration;

/// <summary>What the samples of the last while say of the ways of merging, had they been made before them.</summary>
/// <param name="Finalists">Those that beat what runs now, best first; few. They have learned the samples.</param>
/// <param name="Before">What runs now.</param>
/// <param name="After">The best way of merging, whether it is better or not; what runs now where none can be made.</param>
/// <param name="Trials">All that were tried, best first.</param>
internal sealed record Admission(IReadOnlyList<Expert> Finalists, HeldOutScore Before, HeldOutScore After, IReadOnlyList<MergeScore> Trials)
{
    // Each runs along through the probation.
    private const int MostFinalists = 3;

    /// <summary>What was asked for, judged: it must beat what runs now.</summary>
    /// <param name="hindsight">The model of a while ago, and the samples since.</param>
    /// <param name="donors">What arrived and fits the model, best donor first.</param>
    /// <param name="trigger">What was asked for.</param>
    /// <param name="prior">The weight of each class; at least 0.</param>
    public static Admission Of(Hindsight hindsight, IReadOnlyList<DonorParts> donors, HelpTrigger trigger, ReadOnlySpan<double> prior)
    {
        var (before, scored) = Score(hindsight, donors, trigger, trigger.Novel ? 0 : trigger.ChangedSince, prior);
        var ranked = scored.OrderBy(static one => one.Score.Error).ThenBy(static one => one.Score.LogLoss).ToList();
        return Of([.. ranked.Where(one => one.Score.Beats(before)).Take(MostFinalists).Select(static one => one.Expert)], before, ranked);
    }

    /// <summary>What nobody asked for yet: it must recognise the other classes as well as what runs now.</summary>
    /// <remarks>No sample tells how well it knows the new ones, so that what has all the donor's rows goes first.</remarks>
    public static Admission Ahead(Hindsight hindsight, IReadOnlyList<DonorParts> donors, HelpTrigger trigger, ReadOnlySpan<double> prior)
    {
        var (before, scored) = Score(hindsight, donors, trigger, 0, prior);
        var ranked = scored.OrderBy(static one => one.Score.Error).ToList();
        var harmless = scored.Where(one => one.Score.Error <= before.Error && trigger.Needs.All(label => one.Expert.Model.Evidence(label) > 0));
        return Of([.. harmless.OrderByDescending(static one => one.Expert.Parts.Count).Take(MostFinalists).Select(static one => one.Expert)], before, ranked);
    }

    private static Admission Of(IReadOnlyList<Expert> finalists, HeldOutScore before, List<(Expert Expert, HeldOutScore Score)> ranked) => new(
        finalists, before, ranked.Count > 0 ? ranked[0].Score : before,
        [.. ranked.Select(one => new MergeScore(one.Expert.Name, one.Score.Error, finalists.Contains(one.Expert)))]);

    private static (HeldOutScore Before, List<(Expert Expert, HeldOutScore Score)> Scored) Score(
        Hindsight hindsight, IReadOnlyList<DonorParts> donors, HelpTrigger trigger, long since, ReadOnlySpan<double> prior)
    {
        var scored = new List<(Expert Expert, HeldOutScore Score)>();
        foreach (var candidate in MergeCandidates.Of(hindsight.Model, donors, trigger.Needs, unchecked((int)trigger.Sample)))
            scored.Add((candidate, AdmissionTest.Run(candidate.Model, hindsight.Samples, since, prior)));
        return (AdmissionTest.Run(hindsight.Model(), hindsight.Samples, since, prior), scored);
    }
}
