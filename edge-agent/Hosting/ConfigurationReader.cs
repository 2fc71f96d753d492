using System.Diagnostics.CodeAnalysis;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary>What an agent is to run with, as its command line, environment and file say it.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Effective">The same by name, secrets left out, with where each comes from.</param>
internal sealed record ReadConfiguration(AgentSettings Settings, IReadOnlyList<Setting> Effective);

/// <summary>Reads the configuration of “run”, at its start and again whenever it is told to.</summary>
/// <param name="args">The command line of the program.</param>
internal sealed class ConfigurationReader(string[] args)
{
    /// <summary>Reads it as it is now.</summary>
    /// <exception cref="ConfigurationException">It cannot be used; the message says what is wrong and where.</exception>
    public ReadConfiguration Read()
    {
        var (root, run, options) = AgentCommand.Create(args);
        var woven = WovenArguments.Weave(root, run, args, Environment.GetEnvironmentVariables(), AgentCommand.VariablePrefix);
        var parsed = root.Parse(woven.Arguments);
        return parsed.Errors.Count == 0
            ? new ReadConfiguration(options.Of(parsed), EffectiveConfiguration.Read(run, parsed, woven))
            : throw new ConfigurationException(string.Join("; ", parsed.Errors.Select(woven.Explain)));
    }

    /// <summary>The same from the command line of another command: what “run” would run with, as far as file, environment and line say it.</summary>
    /// <returns>False: they do not say enough.</returns>
    public bool TryRead([NotNullWhen(true)] out ReadConfiguration? configuration)
    {
        var (root, run, options) = AgentCommand.Create(args);
        var config = root.Parse(args).GetValue<string>("--config");
        string[] line = config is null ? ["run"] : ["run", "--config", config];
        var woven = WovenArguments.Weave(root, run, line, Environment.GetEnvironmentVariables(), AgentCommand.VariablePrefix);
        var parsed = root.Parse(woven.Arguments);
        configuration = parsed.Errors.Count == 0 ? new ReadConfiguration(options.Of(parsed), EffectiveConfiguration.Read(run, parsed, woven)) : null;
        return configuration is not null;
    }
}
