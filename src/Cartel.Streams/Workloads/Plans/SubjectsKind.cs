namespace Cartel.Streams;

/// <summary>Each agent is a person or a site of the data set, and sees its own rows in the shares in which they came.</summary>
internal static class SubjectsKind
{
    private const int FewestRowsOfClass = 5;

    /// <summary>The owners with the most rows; every third is switched on when the others have learned: somebody new.</summary>
    public static Workload Make(WorkloadPlan plan, IDataSet data, long seed)
    {
        if (plan.Partition is null) throw new WorkloadException("partition", "is missing: which column says whose row it is?");

        var owned = (PartitionedDataSet)data;
        var owners = Enumerable.Range(0, data.Count).GroupBy(owned.Owner)
            .Select(rows => (Owner: rows.Key, Prior: PriorOf(data, rows)))
            .Where(static owner => owner.Prior.Count > 0)
            .OrderByDescending(static owner => owner.Prior.Values.Sum())
            .ThenBy(static owner => owner.Owner, StringComparer.Ordinal)
            .Take(plan.Agents)
            .ToArray();
        if (owners.Length < plan.Agents)
            throw new WorkloadException("agents", $"is {plan.Agents}, and {data.Name} has {owners.Length} owners with {FewestRowsOfClass} rows of a class");

        Drafts.Random(plan, seed).Shuffle<(string, Dictionary<string, double>)>(owners);
        return Drafts.Workload(plan, data, seed, [.. owners.Select((owner, i) =>
            new WorkloadAgent(Drafts.NameOf(i, plan.Agents), [new WorkloadPhase(0, owner.Prior)])
            {
                Partition = owner.Owner,
                StartsAfter = i % 3 == 2 ? Drafts.At(plan) : null,
            })]);
    }

    private static Dictionary<string, double> PriorOf(IDataSet data, IEnumerable<int> rows) => rows
        .CountBy(data.Label)
        .Where(static pair => pair.Value >= FewestRowsOfClass)
        .ToDictionary(pair => data.Schema.Classes[pair.Key], static pair => (double)pair.Value);
}
