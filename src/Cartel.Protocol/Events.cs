namespace Cartel.Protocol;

/// <summary>Something that happened: <c>GET …/events</c>, as a page or as <c>text/event-stream</c>.</summary>
/// <param name="Id"><c>epoch-number</c>; grows; the cursor and the <c>Last-Event-ID</c>.</param>
/// <param name="At">When, by the registry's clock.</param>
/// <param name="Kind">One of <see cref="EventKinds"/>.</param>
/// <param name="Task">The task.</param>
/// <param name="Agent">The agent that it is about.</param>
/// <param name="Sample">That agent's sample count, where it is known.</param>
/// <param name="Transfer">The transfer that it belongs to, if any.</param>
/// <param name="Donor">The donor, if any.</param>
/// <param name="Classes">The indices of the classes that it is about, if any.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record CartelEvent(
    string Id,
    DateTimeOffset At,
    string Kind,
    string Task,
    string Agent,
    long? Sample,
    string? Transfer,
    string? Donor,
    IReadOnlyList<int>? Classes,
    string Message);

/// <summary>Events in the order in which they happened: <c>GET …/events?after=&amp;limit=&amp;filter=&amp;waitSeconds=</c>.</summary>
/// <param name="Items">At most <c>limit</c> of them.</param>
/// <param name="NextCursor">What to pass as <c>after</c> for those that are there already; null at the end.</param>
/// <param name="LastId">What to pass as <c>after</c> for those that are still to come: up to here all were looked at, whether the filter took them or not.</param>
public sealed record EventList(IReadOnlyList<CartelEvent> Items, string? NextCursor, string LastId);

/// <summary>The kinds of events.</summary>
public static class EventKinds
{
    /// <summary>An agent registered for the first time.</summary>
    public const string AgentJoined = "agent.joined";

    /// <summary>An agent's lease ran out.</summary>
    public const string AgentLost = "agent.lost";

    /// <summary>An agent whose lease had run out is back.</summary>
    public const string AgentBack = "agent.back";

    /// <summary>An agent met a class that its model does not know.</summary>
    public const string Novelty = "novelty";

    /// <summary>An agent's detector fired.</summary>
    public const string Drift = "drift";

    /// <summary>A transfer changed its state; the state follows, such as <c>transfer.adopted</c>.</summary>
    public const string TransferPrefix = "transfer.";

    /// <summary>An operator recalled a part, or all parts of an agent.</summary>
    public const string PartRecalled = "part.recalled";

    /// <summary>Only in a stream: events were missed, because the id is too old or the store is another one; look at everything afresh.</summary>
    public const string Resync = "resync";
}

/// <summary>What an agent reports of itself: <c>POST …/agents/{agent}/signals</c>, with an <c>Idempotency-Key</c>.</summary>
/// <param name="Kind">Novelty or drift.</param>
/// <param name="Sample">Its sample count then.</param>
/// <param name="Classes">Indices of the classes that it is about.</param>
public sealed record AgentSignal(TriggerKind Kind, long Sample, IReadOnlyList<int> Classes);

/// <summary>A refusal: <c>application/problem+json</c> (RFC 9457) with a stable code.</summary>
/// <param name="Type">The page about the code.</param>
/// <param name="Title">What the code means.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong this time and what to do.</param>
/// <param name="Code">Stable, such as <c>stale-sequence</c>.</param>
/// <param name="TraceId">To find it in the registry's log.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="Help">The page about the code.</param>
/// <param name="ServerTime">The registry's clock, where the request was refused for the difference between the clocks.</param>
public sealed record Problem(
    string? Type, string? Title, int Status, string? Detail, string Code, string? TraceId, bool Retryable, string? Help, DateTimeOffset? ServerTime = null);
