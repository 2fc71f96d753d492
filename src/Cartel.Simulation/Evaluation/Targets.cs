using System.Globalization;

namespace Cartel.Simulation;

/// <summary>A target on one workload, data set and learner.</summary>
/// <param name="Target">What is measured.</param>
/// <param name="Goal">What it should be.</param>
/// <param name="Workload">The plan's name.</param>
/// <param name="Data">The data set.</param>
/// <param name="Learner">The learner.</param>
/// <param name="Strategy">Cartel, with its settings.</param>
/// <param name="Value">What it is; null: cannot be told from these runs.</param>
/// <param name="Met">Whether it is as it should be; null alike.</param>
public sealed record TargetFigure(string Target, string Goal, string Workload, string Data, string Learner, string Strategy, double? Value, bool? Met);

/// <summary>What Cartel is to reach, and on which workloads.</summary>
public static class Targets
{
    private static readonly string[] Introduction = ["introduction"];
    private static readonly string[] Harmful = ["bad-donor", "colluding-donors", "lonely-drift", "label-swap", "quantity-skew"];

    private static readonly Target[] All =
    [
        new("recovery, isolated : cartel, a neighbour shares all classes", 20, Introduction, static (ratio, _) => ratio.AdaptationVsIsolated),
        new("the same, 95th percentiles", 5, Introduction, static (ratio, _) => ratio.AdaptationP95VsIsolated),
        new("recovery, isolated : cartel, neighbours share half", 6, ["introduction-half"], static (ratio, _) => ratio.AdaptationVsIsolated),
        new("samples to recover, half of the edges reached later", 5, ["propagation"], static (_, run) => run.LaterSamplesToRecover.Median, AtMost: true),
        new("bytes, centralized (paper's push) : cartel", 3000, Introduction, static (ratio, _) => ratio.BytesVsCentralizedPaper),
        new("bytes, centralized (sane push) : cartel", 50, Introduction, static (ratio, _) => ratio.BytesVsCentralizedSane),
        new("bytes, federated averaging : cartel", 20, Introduction, static (ratio, _) => ratio.BytesVsFedAvg),
        new("model bytes, centralized : cartel", 5, Introduction, static (ratio, _) => ratio.ModelVsCentralized),
        new("training time, centralized : cartel", 10, Introduction, static (ratio, _) => ratio.TrainVsCentralized),
        new("final accuracy below centralized", 0.01, null, static (ratio, _) => ratio.AccuracyGapToCentralized, AtMost: true),
        new("mean accuracy above isolated, worst 5 % of runs", -0.005, Harmful, static (ratio, _) => ratio.WorstVsIsolated),
        new("share of the oracle's gain", 0.9, Introduction, static (ratio, _) => ratio.GainVsOracle),
    ];

    private static readonly (string Name, double Goal, Func<EqualAccuracy, double?> Measure)[] AtEqualAccuracy =
    [
        ("model bytes at equal accuracy, centralized : cartel", 5, static equal => equal.ModelRatio),
        ("training time at equal accuracy, centralized : cartel", 10, static equal => equal.TrainRatio),
    ];

    /// <summary>Every target on every workload that it speaks of.</summary>
    public static IReadOnlyList<TargetFigure> Of(
        IReadOnlyList<RunFigures> runs, IReadOnlyList<RatioFigures> ratios, IReadOnlyList<EqualAccuracy> equalAccuracy)
    {
        return
        [
            .. from target in All
               from ratio in ratios
               where target.Workloads?.Contains(ratio.Workload) ?? true
               select Figure(target, ratio, runs.First(run => IsOf(run, ratio))),
            .. from target in AtEqualAccuracy
               from equal in equalAccuracy
               select Figure(target.Name, target.Goal, equal, target.Measure(equal)),
        ];

        static bool IsOf(RunFigures run, RatioFigures ratio) =>
            (run.Workload, run.Data, run.Learner, run.Strategy) == (ratio.Workload, ratio.Data, ratio.Learner, ratio.Strategy);
    }

    private static TargetFigure Figure(Target target, RatioFigures ratio, RunFigures run)
    {
        var value = target.Measure(ratio, run);
        return new TargetFigure(
            target.Name, target.Text, ratio.Workload, ratio.Data, ratio.Learner, ratio.Strategy, value,
            value is { } number ? (target.AtMost ? number <= target.Goal : number >= target.Goal) : null);
    }

    // Where no centralized rung is good enough, what is dearer than Cartel is also worse, and what is cheaper says nothing.
    private static TargetFigure Figure(string name, double goal, EqualAccuracy equal, double? value) => new(
        name, string.Create(CultureInfo.InvariantCulture, $"at least {goal}"), equal.Workload, equal.Data,
        equal.Learner == equal.CentralizedLearner ? equal.Learner : $"{equal.CentralizedLearner} : {equal.Learner}", equal.Strategy, value,
        value is not { } ratio ? null : ratio >= goal ? true : equal.Reached ? false : null);

    private sealed record Target(
        string Name, double Goal, IReadOnlyList<string>? Workloads, Func<RatioFigures, RunFigures, double?> Measure, bool AtMost = false)
    {
        public string Text => (AtMost ? "at most " : "at least ") + Goal.ToString(CultureInfo.InvariantCulture);
    }
}
