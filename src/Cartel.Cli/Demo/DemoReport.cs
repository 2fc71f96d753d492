using System.Text.Json;
using Cartel.Agent;
using Cartel.Protocol;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary>The table at the end, and the same as values.</summary>
internal static class DemoReport
{
    public static IReadOnlyList<DemoAgentResult> Collect(DemoSettings settings, DemoPlan plan) =>
        [.. from agent in plan.Workload.Agents
            let path = Path.Combine(DemoProcesses.StateFolder(settings, agent.Name), AgentReport.FileName)
            where File.Exists(path)
            select Summarize(JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.AgentReport)!, plan.ChangeOf(agent.Name))];

    public static void Print(IAnsiConsole console, IReadOnlyList<DemoAgentResult> agents, IReadOnlyList<string> classes)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var title in (string[])["agent", "drift or novelty at", "donor", "divergence", "parts", "bytes", "outcome", "samples to recover", "twin", "accuracy", "twin"])
            table.AddColumn(new TableColumn(title));

        foreach (var agent in agents)
        {
            table.AddRow([.. ((string?[])[
                agent.Agent,
                agent.Trigger is null ? null : $"{agent.Trigger} at {agent.TriggerAtSample}",
                agent.Donor,
                agent.JsdBits is { } bits ? $"{bits:0.000} bits" : null,
                agent.Parts.Count == 0 ? null : string.Join(", ", agent.Parts.Select(id => NameOf(id, classes))),
                agent.Bytes == 0 ? null : $"{agent.Bytes:N0}",
                agent.Outcome,
                Samples(agent, agent.SamplesToRecover),
                Samples(agent, agent.TwinSamplesToRecover),
                $"{agent.Accuracy:0.000}",
                $"{agent.TwinAccuracy:0.000}"]).Select(static text => Markup.Escape(text ?? "–"))]);
        }

        console.Write(table);
    }

    private static DemoAgentResult Summarize(AgentReport report, long? change)
    {
        var record = report.Transfers
            .OrderByDescending(transfer => transfer.Request.Trigger.Sample >= change)
            .ThenByDescending(static transfer => transfer.Outcome is TransferState.Adopted)
            .FirstOrDefault();
        var (own, twin) = change is { } at ? DemoRecovery.Of(report.Scores, at) : (null, null);
        return new DemoAgentResult(
            report.Agent,
            record is null ? null : Word(record.Request.Trigger.Kind),
            record?.Request.Trigger.Sample,
            change,
            record?.Donor,
            record?.JsdBits,
            record?.Parts ?? [],
            record?.Bytes ?? 0,
            record is null ? null : record.Outcome is { } outcome ? Word(outcome) : record.MergedAtSample is null ? "open" : "on-probation",
            own,
            twin,
            report.Accuracy,
            report.TwinAccuracy,
            report.Samples,
            report.Transfers.Count);
    }

    private static string? Samples(DemoAgentResult agent, long? samples) => agent.ChangeAtSample is not { } change || agent.Samples <= change ? null : samples?.ToString() ?? "never";

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    // “class:3” means more as the class's name.
    private static string NameOf(string part, IReadOnlyList<string> classes) =>
        part.Split(':') is ["class", var index] && int.TryParse(index, out var label) && label < classes.Count ? classes[label] : part;
}
