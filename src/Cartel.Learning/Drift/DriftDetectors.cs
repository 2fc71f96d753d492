namespace Cartel.Learning;

/// <summary>Makes drift detectors by name: the one list of those that ship.</summary>
public static class DriftDetectors
{
    private static readonly (string Name, Func<Settings, IDriftDetector> Create)[] All =
    [
        ("adwin", static settings => new Adwin(settings.Number("confidence", 0.002, 1e-12, 0.999))),
        ("page-hinkley", static settings => new PageHinkley(
            settings.Number("tolerance", 0.005, 0, 1e6), settings.Number("threshold", 50, 1e-6, 1e9), settings.Number("warmUp", 30, 1, 1_000_000))),
    ];

    /// <summary>The names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. All.Select(static kind => kind.Name)];

    /// <summary>Makes a detector that has seen nothing.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>, with settings if wanted: <c>page-hinkley?threshold=20</c>.</param>
    /// <exception cref="ArgumentException">There is no detector of that name, or no such setting; the message lists those there are.</exception>
    public static IDriftDetector Create(string kind)
    {
        var settings = Settings.Parse(kind);
        var found = All.FirstOrDefault(known => known.Name == settings.Name);
        if (found.Create is null) throw new ArgumentException($"there is no detector “{settings.Name}”; there are {string.Join(", ", Kinds)}", nameof(kind));

        var detector = found.Create(settings);
        settings.Done();
        return detector;
    }
}
