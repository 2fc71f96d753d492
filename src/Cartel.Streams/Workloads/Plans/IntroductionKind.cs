namespace Cartel.Streams;

/// <summary>A class appears at each target and stays.</summary>
internal static class IntroductionKind
{
    private const int FewestForHalf = 4;

    /// <summary>Donors know the new class, and all of the target's others or half of them.</summary>
    public static Workload Make(WorkloadPlan plan, IDataSet data, long seed) =>
        plan.Sharing == "half" ? Half(plan, data, seed) : All(plan, data, seed, plan.ArrivingClass);

    /// <summary>One class reaches all agents, one after the other; a third of them know it from the start.</summary>
    public static Workload Propagation(WorkloadPlan plan, IDataSet data, long seed)
    {
        var classes = Drafts.Classes(data, least: 3, Drafts.Random(plan, seed));
        return All(plan, data, seed, plan.ArrivingClass ?? classes[0]);
    }

    /// <summary>As ever, but all labels come late.</summary>
    public static Workload LateLabels(WorkloadPlan plan, IDataSet data, long seed)
    {
        var workload = Make(plan, data, seed);
        return workload with { Agents = [.. workload.Agents.Select(agent => agent with { LabelDelay = plan.Delay ?? 200 })] };
    }

    private static Workload All(WorkloadPlan plan, IDataSet data, long seed, string? arriving)
    {
        var (at, ramp, lag) = (Drafts.At(plan), plan.Ramp ?? 0, plan.Lag ?? 0);
        if (at + ramp + (lag * plan.Agents) >= plan.Samples)
        {
            throw new WorkloadException(
                "samples", $"is {plan.Samples}: the last of {plan.Agents} agents might have its new class in full only at {at + ramp + (lag * plan.Agents)}");
        }

        return Workloads.Introduction(data, plan.Agents, plan.Samples, at, seed, ramp, lag, plan.Share, arriving) with { Name = plan.Name };
    }

    // Target: t₁ … tₙ, then c comes. Donors by turns know c with the one half of t₁ … tₙ or with the other, never all of them.
    private static Workload Half(WorkloadPlan plan, IDataSet data, long seed)
    {
        var random = Drafts.Random(plan, seed);
        var classes = Drafts.Classes(data, least: 3, random);
        if (plan.ArrivingClass is { } wanted)
            classes = classes.Contains(wanted) ? [wanted, .. classes.Where(name => name != wanted)] : throw Drafts.Lacks(data, wanted, classes);
        var (arriving, foreign, others) = classes.Length > FewestForHalf
            ? (classes[0], classes[1..2], classes[2..])
            : (classes[0], [], classes[1..]);
        var donors = Math.Max(2, plan.Agents / 2);
        var agents = new List<WorkloadAgent>();
        for (var i = 0; i < plan.Agents; i++)
        {
            var name = Drafts.NameOf(i, plan.Agents);
            var isTarget = i < plan.Agents - donors;
            agents.Add(isTarget ? Target(name, i) : new WorkloadAgent(name, [new WorkloadPhase(0, Drafts.Weights(KnownBy(i), random))]));
        }

        return Drafts.Workload(plan, data, seed, agents);

        IEnumerable<string> KnownBy(int donor) =>
            [arriving, .. donor % 2 == 0 ? others[..(others.Length / 2)] : others[^(others.Length / 2)..], .. foreign];

        WorkloadAgent Target(string name, int place)
        {
            var even = Drafts.Weights([arriving, .. others], random);
            var weights = plan.Share is { } share ? Drafts.WithShare(even, arriving, share) : even;
            return new WorkloadAgent(
                name, [new WorkloadPhase(0, Drafts.Without(even, arriving)), new WorkloadPhase(Drafts.At(plan) + (place * (plan.Lag ?? 0)), weights)]);
        }
    }
}
