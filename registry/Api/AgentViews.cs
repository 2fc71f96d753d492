using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>An agent as the API shows it.</summary>
internal static class AgentViews
{
    private const int LeasesUntilOffline = 10;

    public static AgentView Of(StoredAgent agent, string task, DateTimeOffset now) => new(
        agent.Name, task, LivenessOf(agent, now), agent.RegisteredAt, agent.LeaseUntil, WithoutKey(agent.Registration), WithoutPrior(agent.Status), agent.Profile);

    // Whoever had it could issue tickets for this agent's parts.
    private static AgentRegistration WithoutKey(AgentRegistration registration) =>
        registration.Peer is { } peer ? registration with { Peer = peer with { TicketKey = null } } : registration;

    /// <summary>A report as the agent made it; the class counts beside it are the history's.</summary>
    public static AgentStatus? WithoutPrior(AgentStatus? status) => status is { ClassCounts: not null } ? status with { ClassCounts = null } : status;

    /// <summary>The same in UTF-8, with the profile as it is stored: it need not be read for that.</summary>
    public static byte[] Json(StoredAgent agent, string task, DateTimeOffset now)
    {
        var rest = JsonSerializer.SerializeToUtf8Bytes(Of(agent with { Document = null }, task, now), CartelJson.Default.AgentView);
        // The profile is the last member, and one that is null is left out.
        return agent.Document is { } document ? [.. rest.AsSpan(0, rest.Length - 1), .. ",\"profile\":"u8, .. document.Json, (byte)'}'] : rest;
    }

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
