using System.CommandLine;

namespace Cartel.Agent;

/// <summary><c>cartel-agent run</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var command = new Command("run", """
            Run an agent in the foreground until its stream ends or it is stopped.

            Example:
              cartel-agent run --name gateway-7 --task task.json --data 'csv:flows.csv?label=class' --registry http://127.0.0.1:5080
              cartel-agent run --config agent.yaml
            """);
        options.AddTo(command);
        command.SetAction((parsed, _) => AgentHost.RunAsync(options.Of(parsed)));
        return command;
    }
}
