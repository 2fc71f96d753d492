namespace Cartel.Streams;

/// <summary>The kinds of workload, what each makes of a plan, and the parameters it takes.</summary>
public static class WorkloadKinds
{
    private static readonly Kind[] All =
    [
        new("introduction", ["at", "ramp", "lag", "share", "sharing", "class"], IntroductionKind.Make),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static kind => kind.Name)];

    internal static void Check(WorkloadPlan plan)
    {
        var kind = All.FirstOrDefault(kind => kind.Name == plan.Kind)
            ?? throw new WorkloadException("kind", $"there is no “{plan.Kind}”; kinds are {string.Join(", ", Names)}");
        foreach (var (name, value) in PlanRules.Given(plan))
        {
            if (!kind.Parameters.Contains(name))
                throw new WorkloadException(name, $"{kind.Name} does not take it; it takes {string.Join(", ", kind.Parameters)}");

            PlanRules.Check(plan, name, value);
        }

        PlanRules.Check(plan);
    }

    internal static Workload Make(WorkloadPlan plan, IDataSet data, long seed) =>
        All.First(kind => kind.Name == plan.Kind).Make(plan, data, seed);

    private sealed record Kind(string Name, IReadOnlyList<string> Parameters, Func<WorkloadPlan, IDataSet, long, Workload> Make);
}
