using System.CommandLine;
using System.Text.Json;

namespace Cartel.Agent;

/// <summary><c>cartel-agent check</c>: whether an agent with these settings would run and collaborate.</summary>
internal static class CheckCommand
{
    private const int Done = 0;
    private const int Failed = 1;

    public static Command Create()
    {
        var options = new RunOptions();
        var json = new Option<bool>("--json") { Description = "One JSON array on stdout." };
        var strict = new Option<bool>("--warnings-as-errors") { Description = "Fail on warnings too." };
        var command = new Command("check", """
            Look whether an agent with these settings would run and collaborate: its task, its data, its folder, the registry, who it
            is there, its clock, the registry's certificate. Each finding says what to do. Exit code 1 if there is an error.

            Example:
              cartel-agent check --config /etc/cartel/agent.yaml
            """) { json, strict };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = options.Of(parsed);
            Finding[] findings = [.. LocalChecks.Look(settings), .. await new RegistryChecks(settings, TimeProvider.System).LookAsync(cancellation)];
            await Console.Out.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(findings, AgentJson.Default.FindingArray)
                : string.Join('\n', findings.Select(Describe)));
            return findings.Any(finding => finding.Verdict is Verdict.Error || (finding.Verdict is Verdict.Warning && parsed.GetValue(strict))) ? Failed : Done;
        });
        return command;
    }

    private static string Describe(Finding finding)
    {
        var mark = finding.Verdict switch { Verdict.Ok => "ok     ", Verdict.Warning => "warning", _ => "error  " };
        return $"{mark}  {finding.Check}: {finding.Message}{(finding.Fix is { } fix ? $"\n         → {fix}" : "")}";
    }
}
