using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>An agent as it is stored.</summary>
internal sealed record StoredAgent(
    string Name,
    DateTimeOffset RegisteredAt,
    DateTimeOffset LeaseUntil,
    double LeaseSeconds,
    AgentRegistration Registration,
    AgentStatus? Status,
    ProfileDocument? Document,
    DateTimeOffset? ProfileAt)
{
    /// <summary>The number of its last change in the task's feed.</summary>
    public long Change { get; init; }

    /// <summary>What it published; read from its JSON at each look where that is all there is.</summary>
    public AgentProfile? Profile
    {
        get => Document?.Profile;
        init => Document = value;
    }
}
