using System.Globalization;
using System.Text;
using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>The tables as Markdown, so that documents quote figures which nobody typed.</summary>
internal static class PaperMarkdown
{
    private const string Begin = "<!-- ./cartel paper --markdown writes from here … -->";
    private const string End = "<!-- … to here -->";

    /// <summary>Replaces what stands between the marks; a file without them is written anew, with them.</summary>
    public static void Write(string path, EvaluationResult result)
    {
        var tables = $"{Begin}\n\n{Of(result)}\n{End}";
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        WholeFile.Write(path, from >= 0 && to > from ? text[..from] + tables + text[(to + End.Length)..] : tables + "\n");
    }

    /// <summary>Targets, then runs.</summary>
    public static string Of(EvaluationResult result)
    {
        var text = new StringBuilder();
        if (!result.Complete) text.AppendLine("This evaluation was interrupted: figures are over the seeds that had ended.").AppendLine();
        if (result.Targets.Count > 0)
        {
            text.AppendLine("| target | goal | value | met | workload | data | learner | strategy |").AppendLine("| --- | --- | ---: | --- | --- | --- | --- | --- |");
            foreach (var target in result.Targets)
            {
                text.AppendLine(
                    $"| {target.Target} | {target.Goal} | {Number(target.Value, "0.###")} | {target.Met switch { true => "yes", false => "no", null => "–" }} "
                    + $"| {target.Workload} | {PaperReport.Short(target.Data)} | {target.Learner} | {target.Strategy} |");
            }

            text.AppendLine();
        }

        text.AppendLine("| workload | data | learner | strategy | seeds | recovery: median | p95 | never | regret | mean | final | bytes | model | training s |");
        text.AppendLine("| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var run in result.Runs)
        {
            var recover = run.SamplesToRecover;
            text.AppendLine(
                $"| {run.Workload} | {PaperReport.Short(run.Data)} | {run.Learner} | {run.Strategy} | {run.Seeds} | {Number(recover.Median, "0")} | {Number(recover.P95, "0")} "
                + $"| {recover.Never} of {recover.Changes} | {Number(run.Regret, "0.0")} | {Number(run.MeanAccuracy, "0.0000")} | {Number(run.FinalAccuracy, "0.0000")} "
                + $"| {PaperReport.Size(run.Bytes.Total)} | {PaperReport.Size(run.ModelBytes)} | {Number(run.TrainSeconds, "0.0000")} |");
        }

        return text.ToString();
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
