using System.Globalization;
using System.Text;
using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>The result of <c>./cartel paper</c> for people.</summary>
internal static class PaperReport
{
    public static string Of(EvaluationResult result)
    {
        var text = new StringBuilder();
        foreach (var group in result.Runs.GroupBy(static run => (run.Workload, run.Data, run.Learner)))
        {
            text.AppendLine($"{group.Key.Workload} on {group.Key.Data}, {group.Key.Learner}, {group.First().Seeds} seeds");
            text.AppendLine(
                $"  {"strategy",-20}{"recover",9}{"p95",8}{"never",10}{"regret",9}{"mean",8}{"final",8}{"bytes",9}{"model",9}{"train s",10}");
            foreach (var run in group) text.AppendLine(Line(run));
            foreach (var ratio in result.Ratios.Where(ratio => (ratio.Workload, ratio.Data, ratio.Learner) == group.Key)) Ratios(text, ratio);
            text.AppendLine();
        }

        foreach (var equal in result.EqualAccuracy)
        {
            text.AppendLine($"at equal accuracy on {equal.Workload}, {equal.Data}: {equal.Strategy} with {equal.Learner}, {Number(equal.FinalAccuracy, "0.0000")}");
            text.AppendLine(
                $"  beside {equal.CentralizedStrategy} with {equal.CentralizedLearner}, {Number(equal.CentralizedFinalAccuracy, "0.0000")}"
                + $"{(equal.Reached ? "" : ": no learner given is as accurate, this one is the nearest")}; model {Times(equal.ModelRatio)}, training {Times(equal.TrainRatio)}");
        }

        foreach (var target in result.Targets.GroupBy(static target => (target.Target, target.Goal, target.Strategy)))
        {
            text.AppendLine($"{target.Key.Target}: {target.Key.Goal}; met {target.Count(static one => one.Met == true)} of {target.Count()} ({target.Key.Strategy})");
            foreach (var one in target)
                text.AppendLine($"  {(one.Met switch { true => "yes", false => "no ", null => "–  " })} {Number(one.Value, "0.###"),12}  {one.Workload} on {one.Data}, {one.Learner}");
        }

        foreach (var left in result.LeftOut) text.AppendLine($"left out: {(left.Workload is null ? "" : left.Workload + " on ")}{left.Data}: {left.Reason}");
        return text.ToString();
    }

    /// <summary>A size with at most three digits and a unit.</summary>
    public static string Size(double bytes)
    {
        foreach (var (unit, size) in (ReadOnlySpan<(string, double)>)[("G", 1e9), ("M", 1e6), ("k", 1e3)])
        {
            if (bytes >= size) return (bytes / size).ToString(bytes >= 100 * size ? "0" : "0.0", CultureInfo.InvariantCulture) + unit;
        }

        return bytes.ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary>A data set's name: of <c>csv:csv/nsl-kdd-train.csv.gz?label=class</c> the file's, of several files their folder's.</summary>
    public static string Short(string data) =>
        data.Split('?')[0].Split(':', '/').Last(static part => !part.Contains('*', StringComparison.Ordinal)).Split('.')[0];

    private static string Line(RunFigures run)
    {
        var recover = run.SamplesToRecover;
        var never = recover.Changes == 0 ? "–" : $"{recover.Never}/{recover.Changes}";
        return $"  {run.Strategy,-20}{Number(recover.Median, "0"),9}{Number(recover.P95, "0"),8}{never,10}{Number(run.Regret, "0.0"),9}"
            + $"{Number(run.MeanAccuracy, "0.0000"),8}{Number(run.FinalAccuracy, "0.0000"),8}{Size(run.Bytes.Total),9}{Size(run.ModelBytes),9}"
            + $"{Number(run.TrainSeconds, "0.0000"),10}";
    }

    private static void Ratios(StringBuilder text, RatioFigures ratio)
    {
        text.AppendLine(
            $"  {ratio.Strategy} beside: recovery, isolated {Times(ratio.AdaptationVsIsolated)} (p95 {Times(ratio.AdaptationP95VsIsolated)}); bytes, centralized "
            + $"{Times(ratio.BytesVsCentralizedPaper)}, sane {Times(ratio.BytesVsCentralizedSane)}, fedavg {Times(ratio.BytesVsFedAvg)};");
        text.AppendLine(
            $"    model {Times(ratio.ModelVsCentralized)}, training {Times(ratio.TrainVsCentralized)}; final accuracy below centralized "
            + $"{Number(ratio.AccuracyGapToCentralized, "0.0000")}; mean accuracy above isolated, worst 5 % {Number(ratio.WorstVsIsolated, "0.0000")}; share of the "
            + $"oracle's gain {Number(ratio.GainVsOracle, "0.00")} (random {Number(ratio.RandomGainVsOracle, "0.00")}, nearest prior {Number(ratio.NearestPriorGainVsOracle, "0.00")})");
    }

    private static string Times(double? ratio) => ratio is { } number ? number.ToString(number < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture) + "x" : "–";

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
