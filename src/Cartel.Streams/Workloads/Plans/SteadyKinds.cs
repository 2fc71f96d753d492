namespace Cartel.Streams;

/// <summary>Workloads in which no class arrives that somebody else knows.</summary>
internal static class SteadyKinds
{
    /// <summary>Nothing ever changes: whatever is detected is a false alarm.</summary>
    public static Workload Stationary(WorkloadPlan plan, IDataSet data, long seed)
    {
        var random = Drafts.Random(plan, seed);
        var classes = Drafts.Classes(data, least: 2, random);
        return Drafts.Workload(plan, data, seed, [.. Enumerable.Range(0, plan.Agents).Select(i =>
            new WorkloadAgent(Drafts.NameOf(i, plan.Agents), [new WorkloadPhase(0, Drafts.Weights(classes, random))]))]);
    }

    /// <summary>A class comes and goes.</summary>
    public static Workload Fluctuation(WorkloadPlan plan, IDataSet data, long seed) =>
        Workloads.Fluctuation(data, plan.Agents, plan.Samples, plan.Period ?? Math.Max(2, plan.Samples / 4), plan.Duty ?? 0.5, seed) with { Name = plan.Name };

    /// <summary>Some agents meet each a class that nobody else ever sees: nobody can help.</summary>
    public static Workload Lonely(WorkloadPlan plan, IDataSet data, long seed)
    {
        var random = Drafts.Random(plan, seed);
        var classes = Drafts.Classes(data, least: 3, random);
        var targets = Math.Min(classes.Length - 2, Math.Max(1, plan.Agents / 3));
        var common = classes[targets..];
        return Drafts.Workload(plan, data, seed, [.. Enumerable.Range(0, plan.Agents).Select(i =>
        {
            var before = Drafts.Weights(common, random);
            WorkloadPhase[] phases = i >= targets
                ? [new WorkloadPhase(0, before)]
                : [new WorkloadPhase(0, before), new WorkloadPhase(Drafts.At(plan) + (i * (plan.Lag ?? 0)), new Dictionary<string, double>(before) { [classes[i]] = 1 })];
            return new WorkloadAgent(Drafts.NameOf(i, plan.Agents), phases);
        })]);
    }

    /// <summary>Half of the agents have so many times fewer samples, and are switched on when the others have learned.</summary>
    public static Workload QuantitySkew(WorkloadPlan plan, IDataSet data, long seed)
    {
        var random = Drafts.Random(plan, seed);
        var classes = Drafts.Classes(data, least: 2, random);
        var skew = plan.Skew ?? 100;
        if (plan.Samples / skew == 0) throw new WorkloadException("samples", $"is {plan.Samples}: the poor agents have {skew} times fewer, none");

        return Drafts.Workload(plan, data, seed, [.. Enumerable.Range(0, plan.Agents).Select(i =>
        {
            var agent = new WorkloadAgent(Drafts.NameOf(i, plan.Agents), [new WorkloadPhase(0, Drafts.Weights(classes, random))]);
            return i < plan.Agents / 2 ? agent : agent with { Period = skew, Samples = plan.Samples / skew, StartsAfter = plan.At };
        })]);
    }
}
