using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Makes publication policies by name.</summary>
public static class PublicationPolicy
{
    /// <summary>The one to take unless there is a reason for another.</summary>
    public const string Default = "threshold";

    /// <summary>Evidence from which on a class's part is worth lending.</summary>
    public const int LendableEvidence = 20;

    private static readonly (string Name, Func<Settings, IPublicationPolicy> Create)[] All =
    [
        ("threshold", static settings => new ThresholdPublication(settings.Number("change", 0.5, 0.001, 1), settings.Number("growth", 2, 1.01, 100))),
        ("regular", static settings => new IntervalPublication(settings.Number("batch", 100L, 1, 1_000_000_000))),
        ("interval", static settings => new IntervalPublication(settings.Number("samples", 1000L, 1, 1_000_000_000))),
        ("adaptive", static settings => new AdaptivePublication(settings.Number("samples", 500L, 1, 1_000_000_000))),
    ];

    /// <summary>The names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. All.Select(static kind => kind.Name)];

    /// <summary>Makes a policy that has published nothing yet.</summary>
    /// <param name="name">One of <see cref="Kinds"/>, with settings if wanted: <c>interval?samples=500</c>.</param>
    /// <exception cref="ArgumentException">There is no policy of that name, or no such setting; the message lists those there are.</exception>
    public static IPublicationPolicy Create(string name = Default)
    {
        var settings = Settings.Parse(name);
        var found = All.FirstOrDefault(known => known.Name == settings.Name);
        if (found.Create is null) throw new ArgumentException($"there is no publication policy “{settings.Name}”; there are {string.Join(", ", Kinds)}", nameof(name));

        var policy = found.Create(settings);
        settings.Done();
        return policy;
    }
}
