using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;

namespace Cartel.Registry.Api;

/// <summary>Which part of a history, and in which form.</summary>
/// <param name="Metrics">The metrics wanted; none: the reports themselves.</param>
/// <param name="From">From when on, or null.</param>
/// <param name="To">Until when, or null.</param>
/// <param name="Step">How much time one step stands for; null: as much as makes about 300.</param>
internal sealed record HistoryQuery(IReadOnlyList<string> Metrics, DateTimeOffset? From, DateTimeOffset? To, TimeSpan? Step)
{
    public const string ClassPrior = "classPrior";
    public const string Drift = "drift";
    public const double MostStepSeconds = 31 * 86_400;

    /// <summary>The metrics that are numbers in a report.</summary>
    public static readonly IReadOnlyDictionary<string, Func<AgentStatus, double?>> Numbers = new Dictionary<string, Func<AgentStatus, double?>>(StringComparer.Ordinal)
    {
        ["accuracy"] = static status => status.Accuracy,
        ["heldOutAccuracy"] = static status => status.HeldOutAccuracy,
        ["twinAccuracy"] = static status => status.TwinAccuracy,
        ["twinHeldOutAccuracy"] = static status => status.TwinHeldOutAccuracy,
        ["sampleCount"] = static status => status.SampleCount,
    };

    public static Checked<HistoryQuery> Read(string? metric, string? from, string? to, double? step)
    {
        string[] metrics = string.IsNullOrEmpty(metric) ? step is null ? [] : ["accuracy"] : [.. metric.Split(',').Distinct(StringComparer.Ordinal)];
        if (Array.Find(metrics, static one => !Numbers.ContainsKey(one) && one is not (ClassPrior or Drift)) is { } unknown)
            return Refusals.InvalidQuery.Because($"metric has “{unknown}”; there are {string.Join(", ", Numbers.Keys)}, {ClassPrior} and {Drift}.");
        if (step is not (null or (>= 1 and <= MostStepSeconds)))
            return Refusals.InvalidQuery.Because($"step is {step}; 1 to {MostStepSeconds} seconds are allowed.");
        if (Time(from, out var start) is { } early) return early;
        if (Time(to, out var end) is { } late) return late;

        return new HistoryQuery(metrics, start, end, step is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    public bool Covers(HistoryPoint point) => !(point.At < From) && !(point.At > To);

    public bool Marks(CartelEvent happened) => SignalsApi.IsSignal(happened) && !(happened.At < From) && !(happened.At > To);

    private static Refusal? Time(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null) return null;
        if (!Instants.TryParse(text, out var read)) return Refusals.InvalidQuery.Because($"“{text}” is no time; one such as 2026-01-31T12:00:00Z is due.");

        time = read;
        return null;
    }
}
