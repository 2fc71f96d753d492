using Cartel.Streams;

namespace Cartel.Simulation.Tests.Strategies;

/// <summary>Small whole runs, on a generated data set.</summary>
internal static class FleetRuns
{
    private static readonly Lazy<IDataSet> Data = new(static () => DataSets.Open("rbf?classes=4&features=5&centroids=12&count=4000", null, strict: true));

    /// <summary>A run of 300 samples a device, with a new class at some of them half-way.</summary>
    public static (FleetRun Run, IReadOnlyList<int> Predictions) Of(string strategy, string learner, int devices, LinkSettings? link = null)
    {
        // The planner wants two devices; one alone sees what the first of two would.
        var planned = Workloads.Introduction(Data.Value, Math.Max(2, devices), samples: 300, at: 150, seed: 1);
        var run = new FleetRun(
            planned with { Agents = [.. planned.Agents.Take(devices)] }, Data.Value, learner, StrategyKinds.Create(strategy), link ?? LinkSettings.Default, TimeProvider.System);
        var predictions = new List<int>();
        run.Run((_, _, _, prediction) => predictions.Add(prediction));
        return (run, predictions);
    }

    public static IReadOnlyList<int> Predictions(string strategy, string learner, int devices, LinkSettings link) => Of(strategy, learner, devices, link).Predictions;
}
