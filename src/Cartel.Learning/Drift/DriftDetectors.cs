namespace Cartel.Learning;

/// <summary>Makes drift detectors by name: the one list of those that ship.</summary>
public static class DriftDetectors
{
    private static readonly (string Name, Func<Settings, IDriftDetector> Create)[] All =
    [
        ("shiryaev-roberts", static settings => new ShiryaevRoberts(settings.Number("threshold", 100_000, 10, 1e100))),
        ("adwin", static settings => new Adwin(settings.Number("confidence", 0.002, 1e-100, 0.999))),
        ("ddm", static settings => new Ddm(
            settings.Number("drift", 3, 1e-3, 1e3), settings.Number("warning", 2, 1e-3, 1e3), settings.Number("warmUp", 30, 1, 1_000_000))),
        ("eddm", static settings => new Eddm(
            settings.Number("drift", 0.9, 0, 1.0), settings.Number("warning", 0.95, 0, 1.0), settings.Number("warmUp", 30, 1, 1_000_000))),
        ("hddm-a", static settings => new HddmA(settings.Number("drift", 0.001, 1e-100, 0.999), settings.Number("warning", 0.005, 1e-100, 0.999))),
        ("hddm-w", static settings => new HddmW(
            settings.Number("drift", 0.001, 1e-100, 0.999), settings.Number("warning", 0.005, 1e-100, 0.999), settings.Number("weight", 0.05, 1e-6, 0.999))),
        ("page-hinkley", static settings => new PageHinkley(
            settings.Number("tolerance", 0.02, 0, 1e6), settings.Number("threshold", 50, 1e-6, 1e9), settings.Number("warmUp", 30, 1, 1_000_000))),
        ("cusum", static settings => new Cusum(settings.Number("threshold", 8.5, 1e-3, 1e3), settings.Number("odds", 2, 1.01, 1e3))),
        ("kswin", CreateKswin),
        ("periodic", static settings => new PeriodicSignal(settings.Number("every", 1000, 1, int.MaxValue))),
        ("never", static _ => new NeverSignal()),
    ];

    /// <summary>The one to take for an error rate unless there is a reason for another.</summary>
    public const string Default = "shiryaev-roberts";

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

    private static Kswin CreateKswin(Settings settings)
    {
        var window = settings.Number("window", 1000, 2, 10_000);
        return new Kswin(settings.Number("significance", 0.0001, 1e-100, 0.999), window, settings.Number("recent", Math.Min(200, window - 1), 1, window - 1));
    }
}
