namespace Cartel.Simulation;

/// <summary>Cartel beside the other strategies (DESIGN.md, section 9). Each ratio comes from one run; the median over seeds is told.</summary>
/// <param name="Workload">The plan's name.</param>
/// <param name="Data">The data set.</param>
/// <param name="Learner">The learner.</param>
/// <param name="Strategy">Cartel, with its settings.</param>
/// <param name="AdaptationVsIsolated">A run's median of samples to recover, isolated : Cartel. See <see cref="Censored"/>.</param>
/// <param name="AdaptationP95VsIsolated">The 95th percentiles over all changes of all runs, isolated : Cartel.</param>
/// <param name="BytesVsCentralizedPaper">All bytes, centralized with the paper's push : Cartel.</param>
/// <param name="BytesVsCentralizedSane">All bytes, centralized with a sane push : Cartel.</param>
/// <param name="BytesVsFedAvg">All bytes, federated averaging : Cartel.</param>
/// <param name="ModelVsCentralized">Bytes of the model that serves, centralized : Cartel.</param>
/// <param name="TrainVsCentralized">Seconds of training, hub : a device of Cartel.</param>
/// <param name="AccuracyGapToCentralized">Final accuracy, centralized − Cartel: below 0.01 is the target.</param>
/// <param name="WorstVsIsolated">5th percentile over runs of mean prequential accuracy, Cartel − isolated.</param>
/// <param name="GainVsOracle">Share of the oracle peer's saving of regret over isolated that Cartel has.</param>
/// <param name="RandomGainVsOracle">The same share for a random peer.</param>
/// <param name="NearestPriorGainVsOracle">The same share for the peer of the nearest prior.</param>
public sealed record RatioFigures(
    string Workload,
    string Data,
    string Learner,
    string Strategy,
    double? AdaptationVsIsolated,
    double? AdaptationP95VsIsolated,
    double? BytesVsCentralizedPaper,
    double? BytesVsCentralizedSane,
    double? BytesVsFedAvg,
    double? ModelVsCentralized,
    double? TrainVsCentralized,
    double? AccuracyGapToCentralized,
    double? WorstVsIsolated,
    double? GainVsOracle,
    double? RandomGainVsOracle,
    double? NearestPriorGainVsOracle)
{
    /// <summary>Recovery at the very change counts as 5 samples in ratios: a zero would make any ratio infinite.</summary>
    public const double Least = 5;

    /// <summary>Samples to recover as ratios take them: at least <see cref="Least"/>; one that never recovers counts as all
    /// the samples after the change that were seen, which is less than it would have needed.</summary>
    public static double Censored(Recovery recovery) => Math.Max(Least, recovery.Samples ?? recovery.Observed);

    internal static RatioFigures Of(string strategy, IReadOnlyList<JobResult> jobs)
    {
        return new RatioFigures(
            jobs[0].Workload, jobs[0].Data, jobs[0].Learner, strategy,
            Ratio("isolated", Adaptation),
            Percentile95("isolated") / Percentile95(strategy),
            Ratio("centralized", static outcome => outcome.Bytes.Total),
            Ratio("centralized-sane", static outcome => outcome.Bytes.Total),
            Ratio("fedavg", static outcome => outcome.Bytes.Total),
            Ratio("centralized", static outcome => outcome.ModelBytes),
            Ratio("centralized", static outcome => outcome.TrainSeconds),
            Percentile.Median(Pairs("centralized", static outcome => outcome.FinalAccuracy).Select(static pair => pair.Other - pair.Own)),
            Percentile.Of(Pairs("isolated", static outcome => outcome.MeanAccuracy).Select(static pair => pair.Own - pair.Other), 0.05),
            Gain(strategy), Gain("random-peer"), Gain("nearest-prior"));

        double? Ratio(string other, Func<StrategyOutcome, double?> figure) =>
            Percentile.Median(Pairs(other, figure).Where(static pair => pair.Own > 0).Select(static pair => pair.Other / pair.Own));

        IEnumerable<(double Own, double Other)> Pairs(string other, Func<StrategyOutcome, double?> figure)
        {
            foreach (var job in jobs)
            {
                if (Figure(job, strategy, figure) is { } own && Figure(job, other, figure) is { } theirs) yield return (own, theirs);
            }
        }

        double? Percentile95(string of) => Percentile.Of(jobs.SelectMany(job => Find(job, of)?.Recoveries ?? []).Select(Censored), 0.95);

        double? Gain(string of)
        {
            var (isolated, oracle, own) = (Regret("isolated"), Regret("oracle-peer"), Regret(of));
            return isolated - oracle > 0 ? (isolated - own) / (isolated - oracle) : null;
        }

        double? Regret(string of)
        {
            double[] regrets = [.. jobs.SelectMany(job => Find(job, of)?.Recoveries ?? []).Select(static recovery => recovery.Regret)];
            return regrets.Length == 0 ? null : regrets.Average();
        }
    }

    private static double? Adaptation(StrategyOutcome outcome) => Percentile.Median(outcome.Recoveries.Select(Censored));

    private static double? Figure(JobResult job, string strategy, Func<StrategyOutcome, double?> figure) =>
        Find(job, strategy) is { } outcome ? figure(outcome) : null;

    // A baseline counts with whatever settings it ran.
    private static StrategyOutcome? Find(JobResult job, string strategy) =>
        job.Find(strategy) ?? job.Strategies.FirstOrDefault(outcome => outcome.Strategy.Split('?')[0] == strategy);
}
