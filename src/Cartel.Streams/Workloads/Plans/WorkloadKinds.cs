namespace Cartel.Streams;

/// <summary>The kinds of workload, what each makes of a plan, and the parameters it takes.</summary>
public static class WorkloadKinds
{
    private static readonly string[] Introduction = ["at", "ramp", "lag", "share", "sharing", "class"];

    private static readonly Kind[] All =
    [
        new("stationary", [], SteadyKinds.Stationary),
        new("introduction", Introduction, IntroductionKind.Make),
        new("propagation", ["at", "ramp", "lag", "share", "class"], IntroductionKind.Propagation),
        new("fluctuation", ["period", "duty"], SteadyKinds.Fluctuation),
        new("label-swap", ["at", "lag"], ConceptKinds.LabelSwap),
        new("covariate-shift", ["at", "lag", "deviations"], ConceptKinds.CovariateShift),
        new("quantity-skew", ["at", "skew"], SteadyKinds.QuantitySkew),
        new("lonely-drift", ["at", "lag"], SteadyKinds.Lonely),
        new("bad-donor", [.. Introduction, "faults", "honest"], TroubleKinds.BadDonor),
        new("late-labels", [.. Introduction, "delay"], IntroductionKind.LateLabels),
        new("churn", Introduction, TroubleKinds.Churn),
        new("specialists", ["at", "lag", "known"], SpecialistsKind.Make),
        new("subjects", ["at", "partition"], SubjectsKind.Make),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static kind => kind.Name)];

    /// <summary>What may be wrong with a donor of the kind <c>bad-donor</c>.</summary>
    public static IReadOnlyList<string> Faults => TroubleKinds.Faults;

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
