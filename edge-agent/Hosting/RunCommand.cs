using System.CommandLine;

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
              cartel-agent run --config agent.yaml --listen 9464
            """);
        options.AddTo(command);
        command.SetAction((parsed, _) => AgentHost.RunAsync(options.Of(parsed), reader));
        return command;
    }
}
