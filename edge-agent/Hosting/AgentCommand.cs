using System.CommandLine;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary>The command <c>cartel-agent</c>.</summary>
internal static class AgentCommand
{
    /// <summary>What the names of variables begin with that are settings: <c>CARTEL_AGENT_REGISTRY</c> is <c>--registry</c>.</summary>
    public const string VariablePrefix = "CARTEL_AGENT_";

    private const int Misused = 2;

    /// <returns>The exit code: 0 done, 1 failed, 2 misused.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (root, run, _) = Create(args);
        try
        {
            var woven = WovenArguments.Weave(root, run, args, Environment.GetEnvironmentVariables(), VariablePrefix);
            var parsed = root.Parse(woven.Arguments);
            if (parsed.Errors.Count == 0 || args.Length == 0)
            {
                return await parsed.InvokeAsync(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    // The host hears signals itself; the default would cut its farewell short.
                    ProcessTerminationTimeout = null,
                });
            }

            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(woven.Explain(error));
        }
        catch (ConfigurationException flaw)
        {
            await Console.Error.WriteLineAsync(flaw.Message);
        }

        await Console.Error.WriteLineAsync("cartel-agent --help shows the options.");
        return Misused;
    }

    /// <summary>The program's commands, that which runs an agent, and the options of that.</summary>
    /// <param name="args">Its command line, which “run” reads again while it runs.</param>
    internal static (RootCommand Root, Command Run, RunOptions Options) Create(string[] args)
    {
        var config = new Option<string>("--config")
        {
            Description = $"A file of YAML or JSON with the options of “run” by name; the environment ({VariablePrefix}REGISTRY) and the command line are stronger",
            HelpName = "FILE",
            Recursive = true,
        };
        var (options, reader) = (new RunOptions(), new ConfigurationReader(args));
        var run = RunCommand.Create(options, reader);
        // A setting of the file that “install” reads.
        run.Options.Add(ServiceLimits.Cpu());
        var root = new RootCommand("The Cartel agent: learns a small model online from a local stream, and borrows what it lacks.")
        {
            run,
            CheckCommand.Create(),
            EnrollCommand.CreateEnroll(),
            EnrollCommand.CreateRotate(),
            ConfigCommand.Create(run, args),
            config,
        };
        foreach (var command in ServiceCommands.Create(config, reader)) root.Subcommands.Add(command);
        return (root, run, options);
    }
}
