using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Simulation.Tests;

/// <summary>Unremarkable fleets.</summary>
internal static class Some
{
    /// <summary>A fleet that has lived through an introduction of one class at all agents but a third.</summary>
    /// <param name="strategy">What runs on the devices.</param>
    /// <param name="devices">How many.</param>
    /// <param name="change">What is different from the plain workload.</param>
    /// <param name="seen">As <see cref="FleetRun.Run"/> takes it.</param>
    public static FleetRun Run(
        IStrategy strategy, int devices = 4, Func<Workload, Workload>? change = null, Action<int, long, int, int>? seen = null)
    {
        var data = new Clouds();
        var workload = Workloads.Introduction(data, devices, samples: 900, at: 400, seed: 1);
        var run = new FleetRun(change?.Invoke(workload) ?? workload, data, "linear", strategy, LinkSettings.Default, new ManualTime());
        run.Run(seen ?? (static (_, _, _, _) => { }));
        return run;
    }

    /// <summary>The workload with something else about one of its agents.</summary>
    public static Workload With(this Workload workload, int agent, Func<WorkloadAgent, WorkloadAgent> change) =>
        workload with { Agents = [.. workload.Agents.Select((one, i) => i == agent ? change(one) : one)] };

    /// <summary>How often a kind of mark stands in a journal.</summary>
    public static int Count(this FleetRun run, string kind) => run.Journal.Entries.Count(entry => entry.Kind == kind);
}
