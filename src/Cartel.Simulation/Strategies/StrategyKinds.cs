using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Every strategy by its name: the one list that the command line and the evaluation know.</summary>
public static class StrategyKinds
{
    internal static IReadOnlyList<StrategyKind> All { get; } =
    [
        new("isolated", static _ => new IsolatedStrategy()),
        new("centralized", CentralizedStrategy.Paper),
        new("centralized-sane", CentralizedStrategy.Sane),
    ];

    /// <summary>The names, in the order in which results show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static kind => kind.Name)];

    /// <summary>Makes a strategy by name, with settings if wanted: <c>fedavg?fraction=0.2</c>.</summary>
    /// <exception cref="ArgumentException">There is no strategy of that name, or no such setting; the message lists those there are.</exception>
    public static IStrategy Create(string text)
    {
        var settings = Settings.Parse(text);
        var found = All.FirstOrDefault(known => known.Name == settings.Name)
            ?? throw new ArgumentException($"there is no strategy “{settings.Name}”; there are {string.Join(", ", Names)}", nameof(text));
        var strategy = found.Create(settings);
        settings.Done();
        return strategy;
    }

    internal sealed record StrategyKind(string Name, Func<Settings, IStrategy> Create);
}
