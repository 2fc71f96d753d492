using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Cartel.Agent;

/// <summary><c>cartel-agent status</c>: how an agent of this device does, as the system says and as it says itself.</summary>
internal static class StatusCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    public static Command Create(Option<string> instance)
    {
        var place = new StatePlace(instance);
        var json = new Option<bool>("--json") { Description = "One JSON object on stdout, as /v1/status answers it." };
        var command = new Command("status", """
            Say how an agent of this device does; exit code 0 only where it runs. A running agent writes what it says of itself into
            its state folder every few seconds: no port is needed to read it.

            Example:
              cartel-agent status
              cartel-agent status --instance press --json
              cartel-agent status --state .cartel/agents/gateway-7
            """) { json };
        place.AddTo(command);
        command.SetAction((parsed, _) => ServiceCommands.RunAsync(async () =>
        {
            var (folder, service) = place.Of(parsed, ServiceCommands.StateOf);
            var known = service is null ? null : await ServiceCommands.StatusAsync(service);
            var report = StatusReport.Read(folder, known, TimeProvider.System.GetUtcNow());
            if (report is { Agent: null, Service: null })
                throw new ServiceException(service is null ? $"{folder} holds no status: no agent runs with this state folder" : $"there is no service {service}: install it with cartel-agent install");

            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(report, AgentJson.Default.StatusReport) : Describe(report));
            return known is null ? report.Running ? Done : Failed : known.State == "active" ? Done : Failed;
        }));
        return command;
    }

    /// <summary>All of it for people.</summary>
    public static string Describe(StatusReport report)
    {
        var lines = new List<string>();
        if (report.Service is { } service) lines.Add(Describe(service));
        if (report.Agent is not { } agent) lines.Add("the agent says nothing of itself yet");
        else
        {
            lines.Add(StatusText.Title(agent, report.Running, report.AgeSeconds ?? 0));
            lines.AddRange(StatusText.Lines(agent).Select(static line => $"  {line.Name,-13} {line.Text}"));
        }

        return string.Join('\n', lines);
    }

    private static string Describe(ServiceStatus status) => string.Create(CultureInfo.InvariantCulture, $"""
        {status.Service}: {status.State} ({status.Detail}){(status.Since is { } since ? $" since {since}" : "")}
        {(status.Pid is { } pid ? $"process {pid}{(status.MemoryBytes is { } bytes ? $", {bytes >> 20} MiB" : "")}" : $"its last exit code was {status.ExitCode}{(status.ExitCode == Misused ? ", misuse: see what “cartel-agent check” says" : "")}")}
        """) + (status.Restarts is { } restarts ? string.Create(CultureInfo.InvariantCulture, $"\nrestarts: {restarts}") : "");
}
