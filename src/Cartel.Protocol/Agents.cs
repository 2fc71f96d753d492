using System.Text.Json.Serialization;

namespace Cartel.Protocol;

/// <summary>What an agent says of itself when it registers: <c>PUT …/agents/{agent}</c>.</summary>
/// <param name="SchemaHash">The hash of its task's schema: 64 hexadecimal digits.</param>
/// <param name="Version">The version of its software.</param>
/// <param name="Labels">Free labels for people, such as a site; at most 32, each at most 256 characters.</param>
/// <param name="Peer">Where others fetch its parts from; left out: from the relay only.</param>
/// <param name="Settings">What it runs with, for people, such as its trigger: no path, no address, no secret; at most 32, each at most 256 characters.</param>
public sealed record AgentRegistration(
    string SchemaHash, string Version, IReadOnlyDictionary<string, string>? Labels = null, PeerEndpoint? Peer = null,
    IReadOnlyDictionary<string, string>? Settings = null);

/// <summary>What an agent reports with each renewal of its lease: <c>PUT …/lease</c>. Accuracies are in [0, 1].</summary>
/// <param name="SampleCount">Samples processed since its beginning.</param>
/// <param name="Accuracy">Prequential accuracy over its sliding window; null before the first label.</param>
/// <param name="HeldOutAccuracy">Accuracy on a held-out slice of its current distribution, where it has one (evaluation only).</param>
/// <param name="TwinAccuracy">The isolated twin's prequential accuracy over the same window, where it runs one.</param>
/// <param name="TwinHeldOutAccuracy">The isolated twin's accuracy on the same held-out slice.</param>
/// <param name="ClassCounts">Set by the registry, from the profile that came with the report, for its history; at most 100 classes.</param>
public sealed record AgentStatus(
    long SampleCount,
    double? Accuracy = null,
    double? HeldOutAccuracy = null,
    double? TwinAccuracy = null,
    double? TwinHeldOutAccuracy = null,
    IReadOnlyList<long>? ClassCounts = null);

/// <summary>The registry's answer to a registration or a renewed lease.</summary>
/// <param name="LeaseSeconds">For how long the lease now holds; renew at about a third of it.</param>
/// <param name="ServerTime">The registry's clock, by which an agent can see its own clock's skew.</param>
/// <param name="Emerging">As in <see cref="ProfileReceipt"/>: an agent that has nothing new to publish hears of it here.</param>
/// <param name="Recalled">As in <see cref="ProfileReceipt"/>, for the profile that stands.</param>
/// <param name="Learned">At a registration: whether agents of the task have learned already, so that one that begins now may ask them
/// for what it meets. Left out where not.</param>
/// <param name="Warnings">What is odd but was accepted, for people.</param>
public sealed record LeaseGrant(
    double LeaseSeconds,
    DateTimeOffset ServerTime,
    IReadOnlyList<EmergingClass>? Emerging = null,
    IReadOnlyList<string>? Recalled = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Learned = false,
    IReadOnlyList<string>? Warnings = null);

/// <summary>How alive an agent is, by its lease.</summary>
public enum AgentLiveness
{
    /// <summary>Its lease holds.</summary>
    Online,

    /// <summary>Its lease ran out less than ten leases ago.</summary>
    Late,

    /// <summary>Its lease ran out longer ago than that.</summary>
    Offline,
}

/// <summary>An agent as the registry shows it: <c>GET …/agents/{agent}</c>.</summary>
/// <param name="Name">The agent's name: 1 to 63 of a–z, 0–9 and hyphen.</param>
/// <param name="Task">Its task.</param>
/// <param name="Liveness">Online, late or offline.</param>
/// <param name="RegisteredAt">When it first registered.</param>
/// <param name="LeaseUntil">When its lease ends.</param>
/// <param name="Registration">What it said when it last registered.</param>
/// <param name="Status">What it last reported.</param>
/// <param name="Profile">What it last published, or null.</param>
public sealed record AgentView(
    string Name,
    string Task,
    AgentLiveness Liveness,
    DateTimeOffset RegisteredAt,
    DateTimeOffset LeaseUntil,
    AgentRegistration Registration,
    AgentStatus? Status,
    AgentProfile? Profile);


/// <summary>A page of a list: <c>?limit=&amp;cursor=&amp;filter=&amp;sort=</c>.</summary>
/// <param name="Items">At most <c>limit</c> of them.</param>
/// <param name="NextCursor">What to pass as <c>cursor</c> for the next page; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
