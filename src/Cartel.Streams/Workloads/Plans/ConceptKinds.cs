namespace Cartel.Streams;

/// <summary>Workloads in which the classes stay, and what they look like or are called does not.</summary>
/// <remarks>Agents by turns: a target, to which the new concept comes, each by a lag later than the one before (the staggered
/// matrices of FedDrift, arXiv 2206.00799); one that lives under it from the start; one that never does.</remarks>
internal static class ConceptKinds
{
    private const int Roles = 3;

    /// <summary>Two classes change their labels: P(y|x) changes, P(y) hardly.</summary>
    public static Workload LabelSwap(WorkloadPlan plan, IDataSet data, long seed) => Staggered(
        plan, data, seed, classes => new Concept(new Dictionary<string, string> { [classes[0]] = classes[1], [classes[1]] = classes[0] }, null));

    /// <summary>Half of the numeric features move: sensors that were replaced or have aged.</summary>
    public static Workload CovariateShift(WorkloadPlan plan, IDataSet data, long seed) =>
        Staggered(plan, data, seed, _ => new Concept(null, new FeatureShift(seed, plan.Deviations ?? 1)));

    private static Workload Staggered(WorkloadPlan plan, IDataSet data, long seed, Func<string[], Concept> conceptOf)
    {
        var random = Drafts.Random(plan, seed);
        var classes = Drafts.Classes(data, least: 2, random);
        var concept = conceptOf(classes);
        return Drafts.Workload(plan, data, seed, [.. Enumerable.Range(0, plan.Agents).Select(i =>
        {
            var weights = Drafts.Weights(classes, random);
            var (old, moved) = (new WorkloadPhase(0, weights), new WorkloadPhase(0, weights, concept.Relabel, concept.Shift));
            var at = Drafts.At(plan) + (i / Roles * (plan.Lag ?? 0));
            WorkloadPhase[] phases = (i % Roles) switch { 0 => [old, moved with { FromSample = at }], 1 => [moved], _ => [old] };
            return new WorkloadAgent(Drafts.NameOf(i, plan.Agents), phases);
        })]);
    }

    private sealed record Concept(IReadOnlyDictionary<string, string>? Relabel, FeatureShift? Shift);
}
