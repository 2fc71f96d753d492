using System.CommandLine;

namespace Cartel.Agent;

/// <summary>Which agent of this device is meant, and where its state lies: by its folder, by its name in the foreground, or as a service.</summary>
internal sealed class StatePlace
{
    private readonly Option<string?> _state = new("--state") { Description = "The agent's state folder: of one in the foreground, or in a container.", HelpName = "FOLDER" };
    private readonly Option<string?> _name = new("--name") { Description = "The agent's name: its folder is then .cartel/agents/NAME, where that is there.", HelpName = "NAME" };
    private readonly Option<string> _instance;

    /// <param name="instance">Which of several services.</param>
    public StatePlace(Option<string> instance) => _instance = instance;

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_state, _name, _instance]) command.Options.Add(option);
    }

    /// <summary>The folder, and the service where it is one.</summary>
    /// <param name="parsed">What was said.</param>
    /// <param name="stateOf">Where a service keeps its state.</param>
    public (string Folder, string? Service) Of(ParseResult parsed, Func<string, string> stateOf)
    {
        if (parsed.GetValue(_state) is { } folder) return (folder, null);
        if (parsed.GetValue(_name) is { } name && parsed.GetResult(_instance) is not { Implicit: false } && Path.Combine(".cartel", "agents", name) is var own && Directory.Exists(own)) return (own, null);

        var service = ServicePlan.NameOf(parsed.GetRequiredValue(_instance));
        return (stateOf(service), service);
    }
}
