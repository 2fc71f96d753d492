using System.Net;

namespace Cartel.Agent;

/// <summary>Which ways of parts an agent takes beside the registry's relay.</summary>
public sealed record PeerSettings
{
    /// <summary>Where it lets others fetch its parts; null: nowhere, they go through the relay.</summary>
    public IPEndPoint? LendAt { get; init; }

    /// <summary>What others reach that by; null: its own address.</summary>
    public Uri? LendAs { get; init; }

    /// <summary>Whether it fetches through the relay also where a donor could be reached.</summary>
    public bool RelayOnly { get; init; }
}
