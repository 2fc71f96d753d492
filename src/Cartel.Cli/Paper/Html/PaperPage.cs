using System.Xml.Linq;
using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>The report as one HTML file that needs nothing else: light or dark, as wide as its reader's screen.</summary>
internal static class PaperPage
{
    private const string Style = """
        :root { --page: #fff; --ink: #14181d; --soft: #566; --line: #d8dde3; --good: #0a7a3c; --bad: #b42318; }
        body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; } h2, p { overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem; } p { color: var(--soft); margin: .3rem 0 .8rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
        th, td { padding: .22rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; } .left { text-align: left; } .good { color: var(--good); } .bad { color: var(--bad); }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem; }
        figure { margin: 0; } figcaption { font-size: 13px; color: var(--soft); } svg { width: 100%; height: auto; }
        svg text { font: 11px system-ui, sans-serif; fill: var(--soft); } .grid { stroke: var(--line); } .axis { stroke: var(--soft); fill: none; }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .mark { stroke-width: 1; stroke-opacity: .45; }
        .change { stroke: var(--bad); stroke-dasharray: 4 3; } .transfer { stroke: var(--good); }
        .key { display: inline-block; width: 1.1em; height: .32em; margin-right: .45em; vertical-align: middle; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #14181d; --ink: #eef2f6; --soft: #a3adb9; --line: #323a44; --good: #4ccb85; --bad: #ff8f7d; }
        }

        """;

    private static readonly (string Light, string Dark)[] Palette =
    [
        ("#7a828c", "#9aa3ae"), ("#1f5fd0", "#7db0ff"), ("#c2410c", "#ff9a5c"), ("#a16207", "#e8b84a"), ("#7e3fb3", "#c79bf2"), ("#0f766e", "#4fd1c0"),
        ("#be185d", "#f78fb8"), ("#4d7c0f", "#a3d65c"), ("#0369a1", "#67c3f3"), ("#92400e", "#d9a066"), ("#475569", "#c3ccd8"), ("#15803d", "#6ee7a0"),
    ];

    /// <summary>The class of a strategy's colour, by its place among the strategies.</summary>
    public static string Colour(int place) => $"s{place % Palette.Length}";

    /// <summary>The page.</summary>
    public static string Of(EvaluationResult result, IReadOnlyList<JobResult> jobs, IReadOnlyList<string> strategies)
    {
        var page = new XElement(
            "html", new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", "Cartel beside its alternatives"),
                new XElement("style", Style + ColourStyle())),
            new XElement(
                "body",
                new XElement("h1", "Cartel beside its alternatives"),
                result.Complete ? null : new XElement("p", "This evaluation was interrupted: figures are over the seeds that had ended."),
                result.LeftOut.Select(static left => new XElement("p", $"Left out: {left.Data}: {left.Reason}")),
                PaperTables.Targets(result.Targets),
                jobs.GroupBy(static job => (job.Workload, job.Data, job.Learner)).Select(group => Section(result, [.. group], strategies))));
        return $"<!DOCTYPE html>\n{page}\n";
    }

    private static XElement Section(EvaluationResult result, IReadOnlyList<JobResult> jobs, IReadOnlyList<string> strategies)
    {
        var (workload, data, learner) = (jobs[0].Workload, jobs[0].Data, jobs[0].Learner);
        return new XElement(
            "section",
            new XElement("h2", $"{workload} on {PaperReport.Short(data)}, {learner}"),
            new XElement("p", $"{data}; {jobs.Count} seeds. Dashed marks: changes; green marks: what happened at devices; both of seed {jobs[0].Seed}."),
            PaperTables.Runs([.. result.Runs.Where(run => (run.Workload, run.Data, run.Learner) == (workload, data, learner))], strategies),
            new XElement("div", new XAttribute("class", "plots"), new PaperPlots(jobs, strategies).Draw()));
    }

    private static string ColourStyle()
    {
        var light = string.Concat(Palette.Select(static (colour, i) => $".s{i} {{ stroke: {colour.Light}; background: {colour.Light}; }}\n"));
        var dark = string.Concat(Palette.Select(static (colour, i) => $".s{i} {{ stroke: {colour.Dark}; background: {colour.Dark}; }}\n"));
        return $"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n";
    }
}
