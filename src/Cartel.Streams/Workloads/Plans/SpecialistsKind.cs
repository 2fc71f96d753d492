namespace Cartel.Streams;

/// <summary>Many classes, of which each agent meets a few: a model of all of them is larger than any agent needs.</summary>
/// <remarks>The classes are dealt to specialities of so many each, the agents to specialities by turns, two at least to each. The first
/// agent of a speciality knows all its classes from the start; each other one lacks one class until it arrives.</remarks>
internal static class SpecialistsKind
{
    private const int Known = 4;
    private const int FewestAgents = 2;

    public static Workload Make(WorkloadPlan plan, IDataSet data, long seed)
    {
        var random = Drafts.Random(plan, seed);
        var known = plan.Known ?? Known;
        string[] classes = [.. ClassGroups.Usable(data, least: known)];
        random.Shuffle<string>(classes);
        var specialities = Math.Max(1, Math.Min(classes.Length / known, plan.Agents / FewestAgents));
        return Drafts.Workload(plan, data, seed, [.. Enumerable.Range(0, plan.Agents).Select(i =>
        {
            var all = Drafts.Weights(classes.AsSpan(i % specialities * known, known).ToArray(), random);
            var arriving = classes[(i % specialities * known) + (i / specialities % known)];
            WorkloadPhase[] phases = i < specialities
                ? [new WorkloadPhase(0, all)]
                : [new WorkloadPhase(0, Drafts.Without(all, arriving)), new WorkloadPhase(Drafts.At(plan) + ((i - specialities) * (plan.Lag ?? 0)), all)];
            return new WorkloadAgent(Drafts.NameOf(i, plan.Agents), phases);
        })]);
    }
}
