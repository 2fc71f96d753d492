namespace Cartel.Simulation;

/// <summary>What <c>./cartel paper --json</c> writes (DESIGN.md, section 9).</summary>
/// <param name="Runs">One for each workload, data set, learner and strategy.</param>
/// <param name="Ratios">One for each workload, data set, learner and kind of Cartel.</param>
/// <param name="EqualAccuracy">One for each workload, data set and kind of Cartel, where more than one learner ran.</param>
/// <param name="LeftOut">What could not run, and why.</param>
/// <param name="Targets">What Cartel was to reach, and whether it has.</param>
/// <param name="Complete">False if it was interrupted: the figures are then over fewer seeds.</param>
public sealed record EvaluationResult(
    IReadOnlyList<RunFigures> Runs,
    IReadOnlyList<RatioFigures> Ratios,
    IReadOnlyList<EqualAccuracy> EqualAccuracy,
    IReadOnlyList<TargetFigure> Targets,
    IReadOnlyList<LeftOut> LeftOut,
    bool Complete)
{
    /// <summary>Summarises jobs.</summary>
    /// <param name="jobs">In any order of seeds.</param>
    /// <param name="strategies">Those to tell of: the reference runs even if nobody asked for it.</param>
    /// <param name="leftOut">What could not run.</param>
    /// <param name="complete">Whether all jobs ended.</param>
    public static EvaluationResult Of(
        IReadOnlyList<JobResult> jobs, IReadOnlyList<string> strategies, IReadOnlyList<LeftOut> leftOut, bool complete)
    {
        JobResult[][] groups = [.. jobs.GroupBy(static job => (job.Workload, job.Data, job.Learner)).Select(static group => group.ToArray())];
        RunFigures[] runs =
        [
            .. from jobsOfOne in groups
               from strategy in strategies
               where jobsOfOne[0].Find(strategy) is not null
               select RunFigures.Of(strategy, jobsOfOne),
        ];
        RatioFigures[] ratios =
        [
            .. from jobsOfOne in groups
               from strategy in strategies
               where strategy.Split('?')[0] == "cartel"
               select RatioFigures.Of(strategy, jobsOfOne),
        ];
        var equal = Simulation.EqualAccuracy.Of(jobs, strategies);
        return new EvaluationResult(runs, ratios, equal, Simulation.Targets.Of(runs, ratios, equal), leftOut, complete);
    }
}

/// <summary>A data set that a workload did not run on.</summary>
/// <param name="Workload">The plan's name; null: no workload ran on it.</param>
/// <param name="Data">The data set.</param>
/// <param name="Reason">Why.</param>
public sealed record LeftOut(string? Workload, string Data, string Reason);
