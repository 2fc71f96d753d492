namespace Cartel.Simulation;

/// <summary>What it costs to be as accurate as Cartel with one model of all devices' data: the smallest learner of those that ran, on either side.</summary>
/// <remarks>
/// <para>The learners are the rungs of a ladder. On either side the model is that of the fewest bytes which is good enough: Cartel's, within
/// <see cref="Tolerance"/> of the most accurate of Cartel's rungs; the centralized one's (of either push), within as much of the accuracy
/// of the Cartel that was chosen. Accuracies are final ones on the devices' own data, means over seeds; so rungs are chosen once for all seeds.</para>
/// <para>Where no centralized rung is good enough, the most accurate one stands in: what would be good enough is not on the ladder.</para>
/// </remarks>
/// <param name="Workload">The plan's name.</param>
/// <param name="Data">The data set.</param>
/// <param name="Strategy">Cartel, with its settings.</param>
/// <param name="Learner">Cartel's rung.</param>
/// <param name="FinalAccuracy">Cartel's there.</param>
/// <param name="CentralizedStrategy">The push of the centralized rung.</param>
/// <param name="CentralizedLearner">The centralized rung.</param>
/// <param name="CentralizedFinalAccuracy">The centralized one's there.</param>
/// <param name="Reached">Whether that is good enough.</param>
/// <param name="ModelRatio">Bytes of the model that serves, centralized : Cartel; the median over seeds of each seed's ratio.</param>
/// <param name="TrainRatio">Seconds of training, hub : a device of Cartel, alike.</param>
public sealed record EqualAccuracy(
    string Workload,
    string Data,
    string Strategy,
    string Learner,
    double FinalAccuracy,
    string CentralizedStrategy,
    string CentralizedLearner,
    double CentralizedFinalAccuracy,
    bool Reached,
    double? ModelRatio,
    double? TrainRatio)
{
    /// <summary>Half a point of accuracy.</summary>
    public const double Tolerance = 0.005;

    /// <summary>Every kind of Cartel on every workload and data set that more than one learner ran on.</summary>
    internal static IReadOnlyList<EqualAccuracy> Of(IReadOnlyList<JobResult> jobs, IReadOnlyList<string> strategies) =>
    [
        .. from ladder in jobs.GroupBy(static job => (job.Workload, job.Data))
           where ladder.Select(static job => job.Learner).Distinct().Skip(1).Any()
           from strategy in strategies
           where strategy.Split('?')[0] == "cartel"
           let own = RungsOf(ladder, [strategy])
           let central = RungsOf(ladder, EvaluationJob.References)
           where own.Count > 0 && central.Count > 0
           select Beside(ladder.Key.Workload, ladder.Key.Data, own, central),
    ];

    private static EqualAccuracy Beside(string workload, string data, List<Rung> own, List<Rung> central)
    {
        var chosen = Smallest(own, own.Max(static rung => rung.Accuracy))!;
        var equal = Smallest(central, chosen.Accuracy);
        var other = equal ?? central.MaxBy(static rung => rung.Accuracy)!;
        return new EqualAccuracy(
            workload, data, chosen.Strategy, chosen.Learner, chosen.Accuracy, other.Strategy, other.Learner, other.Accuracy, equal is not null,
            Ratio(other, chosen, static outcome => outcome.ModelBytes), Ratio(other, chosen, static outcome => outcome.TrainSeconds));
    }

    // A hair of slack: 0.905 − 0.005 is not 0.9 in binary.
    private static Rung? Smallest(List<Rung> rungs, double accuracy) =>
        rungs.Where(rung => rung.Accuracy >= accuracy - Tolerance - 1e-9).MinBy(static rung => rung.ModelBytes);

    private static double? Ratio(Rung other, Rung own, Func<StrategyOutcome, double> figure) => Percentile.Median(
        from pair in other.Outcomes.Join(own.Outcomes, static one => one.Key, static one => one.Key, static (theirs, ours) => (Theirs: theirs.Value, Ours: ours.Value))
        where figure(pair.Ours) > 0
        select figure(pair.Theirs) / figure(pair.Ours));

    private static List<Rung> RungsOf(IEnumerable<JobResult> ladder, IReadOnlyList<string> strategies) =>
    [
        .. from jobs in ladder.GroupBy(static job => job.Learner)
           from strategy in strategies
           let outcomes = jobs.Where(job => job.Find(strategy) is not null).ToDictionary(static job => job.Seed, job => job.Find(strategy)!)
           where outcomes.Count > 0
           select new Rung(strategy, jobs.Key, outcomes),
    ];

    private sealed record Rung(string Strategy, string Learner, Dictionary<long, StrategyOutcome> Outcomes)
    {
        public double Accuracy { get; } = Outcomes.Values.Average(static outcome => outcome.FinalAccuracy);

        public double ModelBytes { get; } = Outcomes.Values.Average(static outcome => outcome.ModelBytes);
    }
}
