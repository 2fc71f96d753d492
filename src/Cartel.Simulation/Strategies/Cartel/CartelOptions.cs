using Cartel.Collaboration;
using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>What a simulated fleet is told at start beside the task.</summary>
public sealed record CartelOptions
{
    /// <summary>When agents ask, how they judge, when they publish.</summary>
    public CollaborationOptions Collaboration { get; init; } = new();

    /// <summary>The base of a lease, by default 60 s: a large fleet gets longer ones.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a device reports at least, by default every 5 min.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Takes options from the settings behind a strategy's name.</summary>
    /// <exception cref="ArgumentException">A value is out of bounds; the message names it and them.</exception>
    public static CartelOptions From(Settings settings)
    {
        var defaults = new CartelOptions();
        return new CartelOptions
        {
            Collaboration = new CollaborationOptions
            {
                Companions = (int)settings.Number("companions", (long)defaults.Collaboration.Companions, 0, 65_536),
                ColdStart = (int)settings.Number("cold", (long)defaults.Collaboration.ColdStart, 0, 1_000_000),
                Publication = FormattableString.Invariant($"threshold?growth={settings.Number("growth", 2, 1.01, 100)}"),
            },
            Lease = TimeSpan.FromSeconds(settings.Number("lease", defaults.Lease.TotalSeconds, 0.1, 300)),
            ReportEvery = TimeSpan.FromSeconds(settings.Number("report", defaults.ReportEvery.TotalSeconds, 0.1, 300)),
        };
    }
}
