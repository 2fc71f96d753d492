using System.CommandLine;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary><c>cartel-agent config schema</c> and <c>config show</c>.</summary>
internal static class ConfigCommand
{
    /// <summary>What the schema is of.</summary>
    public const string Title = "cartel-agent, configuration file";

    /// <param name="run">The command whose options are the settings.</param>
    /// <param name="args">The command line.</param>
    public static Command Create(Command run, string[] args) => new("config", "What an agent runs with.") { CreateSchema(run), CreateShow(run, args) };

    private static Command CreateSchema(Command run)
    {
        var command = new Command("schema", """
            Print the JSON schema of the configuration file, for editors and pipelines that check it.

            Example:
              cartel-agent config schema > agent.schema.json
            """);
        command.SetAction(async (_, _) =>
        {
            await Console.Out.WriteAsync(ConfigurationSchema.Write(run, Title));
            return 0;
        });
        return command;
    }

    private static Command CreateShow(Command run, string[] args)
    {
        var options = new RunOptions();
        var command = new Command("show", """
            Print what an agent would run with, and where each setting comes from; secrets are left out.

            Example:
              cartel-agent config show --config /etc/cartel/agent.yaml
            """);
        options.AddTo(command);
        command.Options.Add(ServiceLimits.Cpu());
        command.SetAction(async (parsed, _) =>
        {
            var woven = WovenArguments.Weave((RootCommand)parsed.RootCommandResult.Command, run, args, Environment.GetEnvironmentVariables(), AgentCommand.VariablePrefix);
            await Console.Out.WriteAsync(EffectiveConfiguration.Write(command, parsed, woven));
            return 0;
        });
        return command;
    }
}
