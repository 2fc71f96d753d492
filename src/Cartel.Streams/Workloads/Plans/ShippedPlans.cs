namespace Cartel.Streams;

/// <summary>The plans of <c>models/workloads</c>, which every build carries.</summary>
public static class ShippedPlans
{
    private const string Prefix = "workloads/";

    /// <summary>Their names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(ShippedPlans).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A plan by its name.</summary>
    /// <exception cref="WorkloadException">There is none of that name; the message lists those there are.</exception>
    public static WorkloadPlan Open(string name)
    {
        using var stream = typeof(ShippedPlans).Assembly.GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new WorkloadException("name", $"there is no file and no shipped workload “{name}”; shipped are {string.Join(", ", Names)}");
        using var reader = new StreamReader(stream);
        return WorkloadPlan.FromJson(reader.ReadToEnd(), $"models/workloads/{name}.json");
    }
}
