using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>Runs every strategy with every learner once on next to nothing, so that no job's seconds of training are those of the compiler.</summary>
/// <remarks>What runs first in a process is compiled as it runs: without this some 80 ms, twenty times what a device learns in.</remarks>
internal static class WarmUp
{
    private const string Data = "rbf?classes=3&features=4&centroids=6&count=2000";

    private static readonly WorkloadPlan Plan = new("warm-up", "A class appears soon.", "introduction", [Data], Agents: 3, Samples: 400) { At = 200 };

    public static void Run(IReadOnlyList<EvaluationJob> jobs, TimeProvider time, CancellationToken stop)
    {
        var data = DataSets.Open(Data, null, strict: true);
        foreach (var ofOne in jobs.GroupBy(static job => job.Learner, static job => job.Strategies))
            new EvaluationJob(Plan, data, ofOne.Key, [.. ofOne.SelectMany(static names => names).Distinct()], Seed: 1).Run(time, stop);
    }
}
