namespace Cartel.Simulation;

/// <summary>What a strategy made of a workload, over all seeds (DESIGN.md, section 9).</summary>
/// <param name="Workload">The plan's name.</param>
/// <param name="Data">The data set.</param>
/// <param name="Learner">The learner.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Seeds">How many seeds.</param>
/// <param name="SamplesToRecover">Over all changes at all devices and seeds.</param>
/// <param name="Regret">Mean area between the reference's curve and its own after a change, in samples; null without changes.</param>
/// <param name="MeanAccuracy">Prequential; mean over seeds.</param>
/// <param name="FinalAccuracy">Held-out at the end; mean over seeds.</param>
/// <param name="Bytes">By kind; mean over seeds.</param>
/// <param name="ModelBytes">Mean over devices and seeds.</param>
/// <param name="TrainSeconds">Mean over seeds.</param>
/// <param name="LaterSamplesToRecover">The same without the first change of each run: edges that others went before.</param>
public sealed record RunFigures(
    string Workload,
    string Data,
    string Learner,
    string Strategy,
    int Seeds,
    RecoveryFigures SamplesToRecover,
    double? Regret,
    double MeanAccuracy,
    double FinalAccuracy,
    ByteFigures Bytes,
    double ModelBytes,
    double TrainSeconds,
    RecoveryFigures LaterSamplesToRecover)
{
    internal static RunFigures Of(string strategy, IReadOnlyList<JobResult> jobs)
    {
        StrategyOutcome[] outcomes = [.. jobs.Select(job => job.Find(strategy)).OfType<StrategyOutcome>()];
        Recovery[] recoveries = [.. outcomes.SelectMany(static outcome => outcome.Recoveries)];
        return new RunFigures(
            jobs[0].Workload, jobs[0].Data, jobs[0].Learner, strategy, outcomes.Length,
            RecoveryFigures.Of(recoveries),
            recoveries.Length == 0 ? null : recoveries.Average(static recovery => recovery.Regret),
            outcomes.Average(static outcome => outcome.MeanAccuracy),
            outcomes.Average(static outcome => outcome.FinalAccuracy),
            Mean([.. outcomes.Select(static outcome => outcome.Bytes)]),
            outcomes.Average(static outcome => outcome.ModelBytes),
            outcomes.Average(static outcome => outcome.TrainSeconds),
            RecoveryFigures.Of([.. outcomes.SelectMany(Later)]));
    }

    private static IEnumerable<Recovery> Later(StrategyOutcome outcome) =>
        outcome.Recoveries.Where(recovery => recovery.Change > outcome.Recoveries.Min(static other => other.Change));

    private static ByteFigures Mean(ByteFigures[] bytes) => new(
        bytes.Average(static one => one.Total), bytes.Average(static one => one.Metadata), bytes.Average(static one => one.Parts),
        bytes.Average(static one => one.Models), bytes.Average(static one => one.Raw), bytes.Average(static one => one.Protocol));
}

/// <summary>Samples to recover, over many changes; one that never recovers counts as infinite.</summary>
/// <param name="Median">Null for no changes, and where half of them never recover.</param>
/// <param name="P95">The 95th percentile; null alike.</param>
/// <param name="Never">How many never recover before their distribution ends.</param>
/// <param name="Changes">How many there are.</param>
public sealed record RecoveryFigures(double? Median, double? P95, int Never, int Changes)
{
    internal static RecoveryFigures Of(IReadOnlyList<Recovery> recoveries)
    {
        double[] samples = [.. recoveries.Select(static recovery => recovery.Samples ?? double.PositiveInfinity)];
        return new RecoveryFigures(
            Finite(Percentile.Median(samples)), Finite(Percentile.Of(samples, 0.95)), samples.Count(double.IsInfinity), samples.Length);
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
