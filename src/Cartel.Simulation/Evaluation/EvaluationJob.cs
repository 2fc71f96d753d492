using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>One workload on one data set with one learner and one seed, lived through by all strategies: the unit that is stored and resumed.</summary>
/// <param name="Plan">The workload's plan.</param>
/// <param name="Data">The data set, as <see cref="WorkloadPlan.Prepare"/> gives it.</param>
/// <param name="Learner">The learner's name, with settings.</param>
/// <param name="Strategies">Their names, with settings.</param>
/// <param name="Seed">The seed.</param>
public sealed record EvaluationJob(WorkloadPlan Plan, IDataSet Data, string Learner, IReadOnlyList<string> Strategies, long Seed)
{
    /// <summary>What every strategy is measured against: at each check the better one of the two centralized ones.</summary>
    /// <remarks>The paper's push alone would be a low bar: whatever batch came last sways its model, and so it often errs more than
    /// one that is pushed only where it is better.</remarks>
    public static IReadOnlyList<string> References { get; } = ["centralized", "centralized-sane"];

    /// <summary>Runs it, on the caller's thread alone: same job, same result, but for the seconds of training.</summary>
    /// <exception cref="WorkloadException">The data cannot serve the plan.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public JobResult Run(TimeProvider time, CancellationToken stop)
    {
        var samples = new FleetSamples(Plan.Make(Data, Seed), Data);
        var curve = new ReferenceCurve();
        foreach (var reference in References) StrategyTrial.Run(samples, Learner, reference, curve, isReference: true, time, stop);
        return new JobResult(
            Plan.Name, Data.Name, Learner, Seed,
            [.. References.Union(Strategies).Select(strategy => StrategyTrial.Run(samples, Learner, strategy, curve, isReference: false, time, stop))]);
    }
}
