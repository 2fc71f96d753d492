using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>A task within its namespace.</summary>
internal sealed record TaskKey(string Namespace, string Task)
{
    public AgentKey Agent(string name) => new(this, name);
}

/// <summary>An agent within its task.</summary>
internal sealed record AgentKey(TaskKey Task, string Agent);

/// <summary>A lease from now on.</summary>
internal readonly record struct Lease(DateTimeOffset From, double Seconds)
{
    public DateTimeOffset Until => From.AddSeconds(Seconds);
}

/// <summary>An event to be written once.</summary>
/// <param name="Key">Two events with one key are one event.</param>
/// <param name="Event">Its id is given by the log.</param>
internal sealed record NewEvent(string Key, CartelEvent Event);

/// <summary>A lease that ran out.</summary>
internal sealed record LapsedLease(string Agent, DateTimeOffset Until);

/// <summary>A transfer and how often it was changed.</summary>
internal sealed record StoredTransfer(Transfer Transfer, long Version);

/// <summary>A transfer's next form with everything that goes with it.</summary>
/// <param name="Before">The form that the change was decided on.</param>
/// <param name="After">The next form.</param>
/// <param name="Event">The event, unless nothing worth one happened.</param>
/// <param name="Wanted">Hashes of parts that go into the inbox of <c>After.Donor</c>.</param>
/// <param name="Ratings">What it says of donors and parts.</param>
internal sealed record TransferChange(
    StoredTransfer Before, Transfer After, NewEvent? Event, IReadOnlyList<string> Wanted, IReadOnlyList<Rating> Ratings)
{
    /// <summary>Whether there is nothing to write.</summary>
    public bool IsNothing => ReferenceEquals(Before.Transfer, After) && Wanted.Count == 0;

    public static bool IsOpen(Transfer transfer) => transfer.State < TransferState.Adopted;
}

/// <summary>One more outcome that speaks for or against a donor or a part.</summary>
/// <param name="Of">Of what.</param>
/// <param name="Name">The donor's name or the part's hash.</param>
/// <param name="Kept">The weight that speaks for it.</param>
/// <param name="Refused">The weight that speaks against it.</param>
internal sealed record Rating(Rated Of, string Name, double Kept, double Refused);

/// <summary>What is rated.</summary>
internal enum Rated
{
    /// <summary>A donor, by all.</summary>
    Agent,

    /// <summary>A part, by all: whoever offers it.</summary>
    Part,

    /// <summary>A donor, by one target alone.</summary>
    Together,
}

/// <summary>A change of a task's zoo.</summary>
internal sealed record ZooChange(ZooEntry? Added, IReadOnlyList<string> Removed)
{
    public static readonly ZooChange None = new(null, []);
}

/// <summary>An Idempotency-Key with the hash of the body that came with it.</summary>
internal sealed record Idempotency(string Operation, string Key, string BodyHash, DateTimeOffset At)
{
    /// <summary>How long a key is remembered: 24 h.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
}

/// <summary>Whether an Idempotency-Key is new.</summary>
internal enum IdempotencyOutcome
{
    /// <summary>It is; the step was taken.</summary>
    New,

    /// <summary>It came before with the same body.</summary>
    Replayed,

    /// <summary>It came before with another body.</summary>
    Conflict,
}

/// <summary>What became of a request for help; the transfer is null on a conflict.</summary>
internal sealed record Opening(IdempotencyOutcome Outcome, Transfer? Transfer);

/// <summary>What became of a manifest; overtaken: another stands than the one that was to be replaced.</summary>
internal enum TaskWrite { Created, Unchanged, Replaced, InUse, Overtaken }

/// <summary>What became of a wish to remove a task; overtaken: another manifest stands than the one that was to be removed.</summary>
internal enum TaskRemoval { Removed, Unknown, InUse, Overtaken }

/// <summary>What became of a registration; <c>Moved</c>: nothing, since the agent does not stand as it was to.</summary>
internal enum AgentWrite { Created, Again, UnknownTask, WrongSchema, Moved }

/// <summary>How an agent is to stand for a change of it to be made.</summary>
/// <param name="Number">The number of its last change (−1: there is no such agent). Null: however it stands.</param>
internal sealed record Follows(long? Number)
{
    private const long Nobody = -1;

    /// <summary>However it stands.</summary>
    public static readonly Follows Anything = new((long?)null);

    /// <summary>As it was read, or null.</summary>
    public static Follows Exactly(StoredAgent? agent) => new(agent?.Change ?? Nobody);

    /// <summary>Whether it stands so.</summary>
    /// <param name="last">The number of its last change; null: there is no such agent.</param>
    public bool Holds(long? last) => Number is not { } due || due == (last ?? Nobody);
}

/// <summary>What became of a wish to remove an agent; <c>Moved</c>: nothing, since it does not stand as it was to.</summary>
internal enum AgentRemoval { Removed, Unknown, Moved }

/// <summary>What became of a wish to remove an agent, and the number of this change, if it was removed.</summary>
internal readonly record struct AgentRemoved(AgentRemoval Outcome, long Number = 0);

/// <summary>What became of a profile; <c>Moved</c>: nothing, since another stands than the one that it was made from.</summary>
internal enum ProfileOutcome { Stored, Repeated, Stale, UnknownAgent, Moved }

/// <summary>The number that a change of an agent has in its task's feed, and that of the agent's change before it (0: none).</summary>
internal readonly record struct Change(long Number, long Former);

/// <summary>What became of a registration.</summary>
internal readonly record struct AgentWritten(AgentWrite Outcome, Change Change);

/// <summary>What became of a profile, and the sequence number that now stands.</summary>
internal readonly record struct ProfileWrite(ProfileOutcome Outcome, long Sequence, Change Change = default);

/// <summary>A stretch of the event log.</summary>
/// <param name="Epoch">Names the log: another store, another epoch.</param>
/// <param name="Oldest">The number of the oldest event that is kept, or 0.</param>
/// <param name="Newest">The number of the newest event that is kept, or 0.</param>
/// <param name="Items">The events with their ids.</param>
internal sealed record EventPage(string Epoch, long Oldest, long Newest, IReadOnlyList<CartelEvent> Items);

/// <summary>How much is kept.</summary>
internal static class Keep
{
    public const int HistoryPoints = 2_000;
    public const int Events = 10_000;

    /// <summary>More than a fleet of ten thousand has open at once, should all ask within a minute.</summary>
    public const int Transfers = 20_000;

    public const int RecalledParts = 10_000;

    /// <summary>Removed agents in a task's feed: a replica that misses more begins afresh.</summary>
    public const int Removals = 10_000;

    /// <summary>Twelve half-lives: what such a rating weighs is nothing.</summary>
    public static readonly TimeSpan Ratings = 12 * Collaboration.DonorRecord.HalfLife;

    /// <summary>Far above a fetch's deadline: a request that is older is of no use to anybody.</summary>
    public static readonly TimeSpan PartRequests = TimeSpan.FromMinutes(10);

    public const int AuditEntries = 20_000;

    /// <summary>An enrolment whose answer was lost may be repeated for so long after its token expired; people see for so long what became of it.</summary>
    public static readonly TimeSpan SpentTokens = TimeSpan.FromDays(7);
}

/// <summary>A profile to be written, and what goes with it.</summary>
/// <param name="Document">The profile, whole.</param>
/// <param name="Status">A report for the history, or null.</param>
/// <param name="Follows">Write it only if this sequence number stands (−1: none): a part of it comes from there. Null: whatever stands.</param>
internal sealed record Publication(ProfileDocument Document, AgentStatus? Status = null, long? Follows = null)
{
    public const long Nothing = -1;

    public static implicit operator Publication(AgentProfile profile) => new(ProfileDocument.Of(profile));
}
