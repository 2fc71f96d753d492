using Cartel.Agent;
using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary>Where agents of this machine keep their state.</summary>
internal static class AgentStates
{
    /// <summary>Where an agent may keep it: what was said itself, the folders of agents in the foreground and of a demo, that of a service.</summary>
    public static IReadOnlyList<string> Places(string agent) =>
    [
        agent,
        Path.Combine(".cartel", "agents", agent),
        Path.Combine(".cartel", "demo", agent),
        .. ServiceFolder(agent) is { } folder ? (string[])[folder] : [],
    ];

    /// <summary>The state folder of an agent; null: there is none.</summary>
    public static string? Find(string agent) => Places(agent).FirstOrDefault(Directory.Exists);

    /// <summary>The state folder of an agent that is to begin: what was said, if it is a path, or where an agent in the foreground of that name keeps it; null: it is neither.</summary>
    public static string? NewFolder(string agent) =>
        agent.Contains(Path.DirectorySeparatorChar) || agent is "." or ".." ? agent : Names.IsValid(agent) ? Path.Combine(".cartel", "agents", agent) : null;

    /// <summary>The checkpoint in a state folder.</summary>
    public static string CheckpointIn(string folder) => Path.Combine(folder, SavedAgent.FileName);

    private static string? ServiceFolder(string agent)
    {
        try
        {
            return ServiceCommands.StateOf(ServicePlan.NameOf(agent));
        }
        catch (ServiceException)
        {
            // A system without services has agents, too.
            return null;
        }
    }
}
