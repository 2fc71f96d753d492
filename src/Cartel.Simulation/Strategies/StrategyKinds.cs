using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>The one list of the strategies that ship.</summary>
internal static class StrategyKinds
{
    public static IReadOnlyList<StrategyKind> All { get; } =
    [
        new("isolated", static _ => new IsolatedStrategy()),
        new("centralized", CentralizedStrategy.Paper),
        new("centralized-sane", CentralizedStrategy.Sane),
        new("fedavg", static settings => new FederatedStrategy(settings)),
    ];

    /// <summary>Makes a strategy by name, with settings if wanted: <c>fedavg?fraction=0.2</c>.</summary>
    /// <exception cref="ArgumentException">There is no strategy of that name, or no such setting; the message lists those there are.</exception>
    public static IStrategy Create(string text)
    {
        var settings = Settings.Parse(text);
        var found = All.FirstOrDefault(known => known.Name == settings.Name)
            ?? throw new ArgumentException($"there is no strategy “{settings.Name}”; there are {string.Join(", ", All.Select(static kind => kind.Name))}", nameof(text));
        var strategy = found.Create(settings);
        settings.Done();
        return strategy;
    }

    public sealed record StrategyKind(string Name, Func<Settings, IStrategy> Create);
}
