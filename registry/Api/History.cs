using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>Makes little of much: reports thinned, or averaged in steps of time. Pure.</summary>
internal static class History
{
    public const int MostSteps = 2_000;

    private const int UsualSteps = 300;
    private const int MostClasses = 100;

    /// <summary>The report that came with a profile, and the profile's class counts with it, where they are few.</summary>
    public static AgentStatus? WithPrior(AgentProfile profile) => profile.Status is { } status
        ? status with { ClassCounts = profile.ClassCounts.Count <= MostClasses ? profile.ClassCounts : null }
        : null;

    /// <summary>Evenly spaced points, the first and the last among them.</summary>
    public static IReadOnlyList<T> Thin<T>(IReadOnlyList<T> points, int most) => points.Count <= most
        ? points
        : [.. Enumerable.Range(0, most).Select(i => points[(int)((long)i * (points.Count - 1) / (most - 1))])];

    /// <summary>The metrics of a query.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="points">The reports that the query covers, in time order.</param>
    /// <param name="marks">What happened meanwhile, or null.</param>
    /// <param name="query">The query.</param>
    public static Checked<AgentHistory> InSteps(string agent, IReadOnlyList<HistoryPoint> points, IReadOnlyList<HistoryMark>? marks, HistoryQuery query)
    {
        var range = points.Count > 0 ? (query.To ?? points[^1].At) - (query.From ?? points[0].At) : TimeSpan.Zero;
        var step = query.Step ?? TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(range.TotalSeconds / UsualSteps)));
        if (range / step > MostSteps)
            return Refusals.InvalidQuery.Because($"step is {step.TotalSeconds} s, which makes {Math.Ceiling(range / step)} steps; at most {MostSteps} are allowed.");

        var steps = points.GroupBy(point => Begin(point.At, step)).ToList();
        return new AgentHistory(
            agent, [], step.TotalSeconds,
            [.. query.Metrics.Where(HistoryQuery.Numbers.ContainsKey).Select(metric => new HistorySeries(metric, Summarise(steps, HistoryQuery.Numbers[metric])))],
            query.Metrics.Contains(HistoryQuery.ClassPrior) ? Priors(steps) : null,
            marks);
    }

    // The same for every query with this step, so that two of them can be compared.
    private static DateTimeOffset Begin(DateTimeOffset at, TimeSpan step) =>
        new(DateTimeOffset.UnixEpoch.Ticks + Math.DivRem(at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, step.Ticks).Quotient * step.Ticks, TimeSpan.Zero);

    private static List<HistoryStep> Summarise(IReadOnlyList<IGrouping<DateTimeOffset, HistoryPoint>> steps, Func<AgentStatus, double?> number)
    {
        var summaries = new List<HistoryStep>();
        foreach (var step in steps)
        {
            double[] values = [.. step.Select(point => number(point.Status)).OfType<double>()];
            if (values.Length > 0) summaries.Add(new HistoryStep(step.Key, values.Length, values.Average(), values.Min(), values.Max()));
        }

        return summaries;
    }

    private static List<PriorStep> Priors(IReadOnlyList<IGrouping<DateTimeOffset, HistoryPoint>> steps)
    {
        var priors = new List<PriorStep>();
        foreach (var step in steps)
        {
            // Each report counts the whole window of its time: the latest speaks for the step.
            if (step.LastOrDefault(static point => point.Status.ClassCounts is not null)?.Status.ClassCounts is not { } counts) continue;

            var sum = counts.Sum(static count => (double)count);
            priors.Add(new PriorStep(step.Key, (long)Math.Min(sum, long.MaxValue / 2), [.. counts.Select(count => sum > 0 ? Math.Round(count / sum, 6) : 0)]));
        }

        return priors;
    }
}
