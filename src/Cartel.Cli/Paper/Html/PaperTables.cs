using System.Globalization;
using System.Xml.Linq;
using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>The tables of the page.</summary>
internal static class PaperTables
{
    /// <summary>A row for each target on each data set; nothing without any.</summary>
    public static XElement? Targets(IReadOnlyList<TargetFigure> targets) => targets.Count == 0 ? null : Table(
        ["target", "goal", "value", "met", "workload", "data", "learner", "strategy"],
        targets.Select(static target => Row(
            Cell(target.Target), Cell(target.Goal), Cell(Number(target.Value, "0.###")),
            new XElement("td", target.Met is { } met ? [new XAttribute("class", met ? "good" : "bad"), met ? "yes" : "no"] : (object[])["–"]),
            Cell(target.Workload), Cell(PaperReport.Short(target.Data)), Cell(target.Learner), Cell(target.Strategy))));

    /// <summary>A row for each strategy, with its colour in the plots.</summary>
    public static XElement Runs(IReadOnlyList<RunFigures> runs, IReadOnlyList<string> strategies) => Table(
        ["strategy", "recovery, median", "p95", "never", "regret", "mean accuracy", "final accuracy", "bytes", "metadata", "parts", "models", "raw", "protocol", "model bytes", "training s"],
        runs.Select(run => Row(
            new XElement("td", new XElement("span", new XAttribute("class", "key " + PaperPage.Colour(strategies.Index().First(pair => pair.Item == run.Strategy).Index)), ""), run.Strategy),
            Cell(Number(run.SamplesToRecover.Median, "0")), Cell(Number(run.SamplesToRecover.P95, "0")),
            Cell($"{run.SamplesToRecover.Never} of {run.SamplesToRecover.Changes}"), Cell(Number(run.Regret, "0.0")),
            Cell(Number(run.MeanAccuracy, "0.0000")), Cell(Number(run.FinalAccuracy, "0.0000")),
            Cell(PaperReport.Size(run.Bytes.Total)), Cell(PaperReport.Size(run.Bytes.Metadata)), Cell(PaperReport.Size(run.Bytes.Parts)),
            Cell(PaperReport.Size(run.Bytes.Models)), Cell(PaperReport.Size(run.Bytes.Raw)), Cell(PaperReport.Size(run.Bytes.Protocol)),
            Cell(PaperReport.Size(run.ModelBytes)), Cell(Number(run.TrainSeconds, "0.0000")))));

    private static XElement Table(IEnumerable<string> heads, IEnumerable<XElement> rows) => new(
        "div", new XAttribute("class", "wide"),
        new XElement(
            "table",
            new XElement("thead", new XElement("tr", heads.Select(static head => new XElement("th", head)))),
            new XElement("tbody", rows)));

    private static XElement Row(params XElement[] cells) => new("tr", cells.Cast<object>().ToArray());

    private static XElement Cell(string text) => new("td", text);

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
