using System.CommandLine;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary><c>cartel-agent run</c>.</summary>
internal static class RunCommand
{
    /// <param name="options">Its options.</param>
    /// <param name="reader">Reads them again while it runs.</param>
    public static Command Create(RunOptions options, ConfigurationReader reader)
    {
        var command = new Command("run", """
            Run an agent in the foreground until its stream ends or it is stopped. SIGHUP (cartel-agent reload) has it read its
            configuration anew.

            Example:
              cartel-agent run --name gateway-7 --task task.json --data 'csv:flows.csv?label=class' --registry http://127.0.0.1:5080
              cartel-agent run --name gateway-7 --task models/zeek-conn.json --data 'zeek:/opt/zeek/logs/current/conn.log?key=uid&follow=true' --labels 'csv:labels.csv?key=uid&label=label&follow=true'
              mosquitto_sub -t 'plant/#' | cartel-agent run --name valve-2 --task models/valve.json --data 'jsonl:-?label=class'
              cartel-agent run --config agent.yaml --listen 9464
            """);
        var windowsService = new Option<string?>(WindowsServiceProcess.Option) { Description = "The service of Windows that this is.", Hidden = true };
        options.AddTo(command);
        command.Options.Add(windowsService);
        command.SetAction((parsed, _) => RunAsync(options.Of(parsed), reader, parsed.GetValue(windowsService)));
        return command;
    }

    private static async Task<int> RunAsync(AgentSettings settings, ConfigurationReader reader, string? windowsService)
    {
        if (windowsService is null) return await AgentHost.RunAsync(settings, reader);
        if (!OperatingSystem.IsWindows()) throw new ConfigurationException($"{WindowsServiceProcess.Option} is for Windows");

        try
        {
            // A service starts in the folder of Windows itself.
            Directory.SetCurrentDirectory(settings.StateFolder);
            return new WindowsServiceProcess(new WindowsServiceControlManager(), windowsService, stop => AgentHost.RunAsync(settings, reader, stop)).Run();
        }
        catch (ServiceException failure)
        {
            throw new ConfigurationException(failure.Message);
        }
    }
}
