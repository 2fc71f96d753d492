using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Every strategy by its name: the one list that the command line and the evaluation know.</summary>
public static class StrategyKinds
{
    private static readonly (string Name, Func<Settings, IStrategy> Create)[] All =
    [
        ("isolated", static _ => new IsolatedStrategy()),
        ("cartel", static settings => new CartelStrategy(CartelOptions.From(settings))),
        ("random-peer", static settings => CartelStrategy.Choosing("random", "random-peer", CartelOptions.From(settings))),
        ("nearest-prior", static settings => CartelStrategy.Choosing("nearest-prior", "nearest-prior", CartelOptions.From(settings))),
        ("sketch-peer", static settings => CartelStrategy.Choosing("sketch", "sketch-peer", CartelOptions.From(settings))),
        ("learned-peer", static settings => CartelStrategy.Choosing("learned", "learned-peer", CartelOptions.From(settings))),
        ("oracle-peer", static settings => CartelStrategy.Oracle(CartelOptions.From(settings))),
        ("centralized", CentralizedStrategy.Paper),
        ("centralized-sane", CentralizedStrategy.Sane),
        ("fedavg", static settings => new FederatedStrategy(settings)),
        ("gaia", static settings => new GaiaStrategy(settings)),
        ("fleet", static settings => new FleetStrategy(settings)),
        ("clustered", static settings => new ClusteredStrategy(settings)),
    ];

    /// <summary>The names, in the order in which results show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static kind => kind.Name)];

    /// <summary>Cartel with other ways of choosing neighbours.</summary>
    public static IReadOnlyList<string> Peers { get; } = ["random-peer", "nearest-prior", "sketch-peer", "learned-peer", "oracle-peer"];

    /// <summary>Creates a strategy.</summary>
    /// <param name="kind"><c>name</c> or <c>name?setting=value&amp;setting=value</c>.</param>
    /// <exception cref="ArgumentException">There is no such strategy or setting, or a value is out of bounds; the message lists what there is.</exception>
    public static IStrategy Create(string kind)
    {
        var settings = Settings.Parse(kind);
        var found = Array.Find(All, known => known.Name == settings.Name);
        if (found.Create is null) throw new ArgumentException($"there is no strategy “{settings.Name}”; there are {string.Join(", ", Names)}", nameof(kind));

        var strategy = found.Create(settings);
        settings.Done();
        return strategy;
    }
}
