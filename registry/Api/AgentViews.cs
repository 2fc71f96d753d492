using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>An agent as the API shows it.</summary>
internal static class AgentViews
{
    private const int LeasesUntilOffline = 10;

    public static AgentView Of(StoredAgent agent, string task, DateTimeOffset now) => new(
        agent.Name, task, LivenessOf(agent, now), agent.RegisteredAt, agent.LeaseUntil, agent.Registration, agent.Status, agent.Profile);

    public static string WordOf(AgentLiveness liveness) => liveness switch
    {
        AgentLiveness.Online => "online",
        AgentLiveness.Late => "late",
        _ => "offline",
    };

    public static AgentLiveness LivenessOf(StoredAgent agent, DateTimeOffset now)
    {
        if (agent.LeaseUntil > now) return AgentLiveness.Online;

        return (now - agent.LeaseUntil).TotalSeconds < LeasesUntilOffline * agent.LeaseSeconds ? AgentLiveness.Late : AgentLiveness.Offline;
    }
}
