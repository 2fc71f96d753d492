namespace Cartel.Streams;

/// <summary>What a plan must keep to before there is any data.</summary>
internal static class PlanRules
{
    private const int MostAgents = 1_000;

    /// <summary>The optional parameters that a plan gives, by their keys.</summary>
    public static IEnumerable<(string Name, object Value)> Given(WorkloadPlan plan)
    {
        (string Name, object? Value)[] all =
        [
            ("at", plan.At), ("ramp", plan.Ramp), ("lag", plan.Lag), ("share", plan.Share), ("sharing", plan.Sharing),
            ("class", plan.ArrivingClass), ("period", plan.Period), ("duty", plan.Duty), ("deviations", plan.Deviations), ("skew", plan.Skew),
            ("faults", plan.Faults), ("honest", plan.Honest), ("delay", plan.Delay), ("partition", plan.Partition), ("known", plan.Known),
        ];
        return all.Where(static pair => pair.Value is not null).Select(static pair => (pair.Name, pair.Value!));
    }

    /// <summary>Checks one optional parameter.</summary>
    public static void Check(WorkloadPlan plan, string name, object value)
    {
        var rule = (name, value) switch
        {
            ("at" or "period", long number) => number >= 1 && number < plan.Samples ? null : $"must lie between 1 and {plan.Samples - 1}, below samples",
            ("ramp" or "lag", long number) => number >= 0 && number < plan.Samples ? null : $"must lie between 0 and {plan.Samples - 1}, below samples",
            ("share" or "duty", double number) => number is > 0 and < 1 ? null : "must be above 0 and below 1",
            ("sharing", "all" or "half") => null,
            ("sharing", _) => "must be “all” or “half”",
            ("deviations", double number) => double.IsFinite(number) && number > 0 ? null : "must be finite and above 0",
            ("skew", int number) => number is >= 2 and <= 10_000 ? null : "must lie between 2 and 10000",
            ("known", int number) => number is >= 2 and <= 1_000 ? null : "must lie between 2 and 1000",
            ("honest", int number) => number >= 0 ? null : "must be at least 0",
            ("faults", IReadOnlyList<string> names) => names.Count > 0 && names.All(TroubleKinds.Faults.Contains) ? null : $"must name some of {string.Join(", ", TroubleKinds.Faults)}",
            ("delay", int number) => number >= 0 && number < plan.Samples ? null : "must be at least 0 and below samples",
            _ => null,
        };
        if (rule is not null) throw new WorkloadException(name, $"is {(value is IReadOnlyList<string> names ? string.Join(", ", names) : value)} and {rule}");
    }

    /// <summary>Checks what every plan has.</summary>
    public static void Check(WorkloadPlan plan)
    {
        Demand(plan.Name.Length > 0, "name", "is empty");
        Demand(plan.Description.Length > 0, "description", "is empty: say what happens and what it shows");
        Demand(plan.Data.Count > 0, "data", "is empty");
        Demand(plan.Agents is >= 2 and <= MostAgents, "agents", $"is {plan.Agents} and must lie between 2 and {MostAgents}");
        Demand(plan.Samples > 0, "samples", $"is {plan.Samples} and must be above 0");
    }

    private static void Demand(bool holds, string place, string reason)
    {
        if (!holds) throw new WorkloadException(place, reason);
    }
}
