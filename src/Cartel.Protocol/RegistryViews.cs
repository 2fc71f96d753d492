namespace Cartel.Protocol;

/// <summary>Who asks, as the registry sees it: <c>GET /api/v1/caller</c>.</summary>
/// <param name="Name">As in the audit log, such as <c>token 5f0c…</c>; <c>local</c> where nobody has to prove who they are,
/// <c>nobody</c> where that is due and no token was sent.</param>
/// <param name="Auth">Whether the registry demands proof.</param>
/// <param name="Role">What the caller may do; left out for an agent.</param>
/// <param name="Namespace">Where; left out: in every namespace; empty: nowhere.</param>
public sealed record CallerView(string Name, bool Auth, Role? Role = null, string? Namespace = null);

/// <summary>What this registry is and how it runs: <c>GET /api/v1/system</c>.</summary>
/// <param name="Version">Its version.</param>
/// <param name="StartedAt">Since when this process runs.</param>
/// <param name="ServerTime">Its clock.</param>
/// <param name="Store">Where metadata is kept: <c>sqlite</c> or <c>redis</c>.</param>
/// <param name="StoreTrouble">Why the store does not answer as it should; left out where it does.</param>
/// <param name="Features">What is switched on: <c>auth</c>, <c>tls</c>, <c>limits</c>, <c>traces</c>, <c>zoo</c>, <c>shared-store</c>.</param>
/// <param name="Neighbours">How donors are chosen.</param>
/// <param name="Agents">Agents that this process holds in memory, of all namespaces.</param>
/// <param name="MemoryBytes">Memory that this process holds.</param>
/// <param name="Limits">How much there is room for, by name; bytes, seconds or counts as the name says.</param>
/// <param name="Namespaces">The namespaces with tasks that the caller may see.</param>
public sealed record SystemView(
    string Version,
    DateTimeOffset StartedAt,
    DateTimeOffset ServerTime,
    string Store,
    string? StoreTrouble,
    IReadOnlyList<string> Features,
    string Neighbours,
    int Agents,
    long MemoryBytes,
    IReadOnlyDictionary<string, long> Limits,
    IReadOnlyList<string> Namespaces);
