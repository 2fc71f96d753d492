using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>Every key of <see cref="RedisStore"/>, with its type and lifetime.</summary>
/// <remarks>The part in braces is the hash tag: all keys of one task lie in one slot of a Redis Cluster, so that one script
/// changes them together; those of the whole namespace in another, so events reach it by way of <see cref="PendingEvents"/>.</remarks>
internal static class RedisKeys
{
    /// <summary>set: names of all namespaces; stays.</summary>
    public static RedisKey Namespaces => "cartel:{registry}:namespaces";

    /// <summary>string: the version of the keys below, <see cref="RedisSchema.Version"/>; stays. Stores of before it have none: they count as 1.</summary>
    public static RedisKey Schema => "cartel:{registry}:schema";

    /// <summary>string: written to find out whether Redis takes writes; a minute.</summary>
    public static RedisKey Ready => "cartel:{registry}:ready";

    /// <summary>set: names of the tasks that the namespace ever had; stays.</summary>
    public static RedisKey Tasks(string ns) => $"cartel:{{{ns}}}:tasks";

    /// <summary>string: names the event log; stays as long as the log.</summary>
    public static RedisKey Epoch(string ns) => $"cartel:{{{ns}}}:epoch";

    /// <summary>string: the number of the last event; stays.</summary>
    public static RedisKey EventNumber(string ns) => $"cartel:{{{ns}}}:event-number";

    /// <summary>sorted set: number → <c>number LF event</c>; the last 10,000, as many bytes and as long as <see cref="Retention"/> says.</summary>
    public static RedisKey Events(string ns) => $"cartel:{{{ns}}}:events";

    /// <summary>sorted set: number → the event's key, by which it is written once; as long as the event.</summary>
    public static RedisKey EventKeys(string ns) => $"cartel:{{{ns}}}:event-keys";

    /// <summary>string: the bytes of all <see cref="Events"/>; stays.</summary>
    public static RedisKey EventBytes(string ns) => $"cartel:{{{ns}}}:event-bytes";

    /// <summary>hash: manifest, schema; until the task is removed.</summary>
    public static RedisKey Task(TaskKey task) => Of(task, "task");

    /// <summary>sorted set: 0 → names of agents; until they are removed.</summary>
    public static RedisKey Agents(TaskKey task) => Of(task, "agents");

    /// <summary>hash: registration, registeredAt, leaseUntil, leaseSeconds, status, vitals, profile, sequence, profileAt, inboxCursor, change
    /// (times in UTC ticks); until the agent is removed.</summary>
    public static RedisKey Agent(AgentKey agent) => Of(agent.Task, $"agent:{agent.Agent}");

    /// <summary>hash: epoch, number of the last change, number up to which removals are forgotten, versions of manifest, zoo and ratings; until the
    /// task is removed.</summary>
    public static RedisKey Feed(TaskKey task) => Of(task, "feed");

    /// <summary>sorted set: number of its last change → agent, removed ones too; as long as the agent, of removed ones the last 10,000.</summary>
    public static RedisKey Changes(TaskKey task) => Of(task, "changes");

    /// <summary>sorted set: number of its removal → agent; the last 10,000.</summary>
    public static RedisKey Removals(TaskKey task) => Of(task, "removals");

    /// <summary>sorted set: end of the lease in Unix milliseconds → agent; until it is marked as lost.</summary>
    public static RedisKey Leases(TaskKey task) => Of(task, "leases");

    /// <summary>list: <c>ticks LF status</c>; the last 2,000, fewer in a large fleet (<see cref="Retention"/>); 30 days after the last, or until the agent is removed.</summary>
    public static RedisKey History(AgentKey agent) => Of(agent.Task, $"history:{agent.Agent}");

    /// <summary>sorted set: cursor → <c>transfer LF hash</c>; 10 min after the last request.</summary>
    public static RedisKey Inbox(AgentKey agent) => Of(agent.Task, $"inbox:{agent.Agent}");

    /// <summary>sorted set: 0 → ids of transfers, which grow with time; the last 5,000.</summary>
    public static RedisKey Transfers(TaskKey task) => Of(task, "transfers");

    /// <summary>hash: body, version; as long as its id is among <see cref="Transfers"/>.</summary>
    public static RedisKey Transfer(TaskKey task, string id) => Of(task, $"transfer:{id}");

    /// <summary>set: ids of transfers that have not ended.</summary>
    public static RedisKey OpenTransfers(TaskKey task) => Of(task, "open-transfers");

    /// <summary>hash: body hash, transfer; 24 h.</summary>
    public static RedisKey Idempotency(TaskKey task, Idempotency idempotency) =>
        Of(task, $"idempotency:{idempotency.Operation}:{idempotency.Key}");

    /// <summary>hash: <c>agent:NAME</c> or <c>part:HASH</c> → <c>kept refused milliseconds</c>, by all or by one target; a day after the last.</summary>
    public static RedisKey Ratings(TaskKey task, string scope) => Of(task, scope.Length > 0 ? $"ratings:{scope}" : "ratings");

    /// <summary>hash: id → past parts; until the task is removed.</summary>
    public static RedisKey Zoo(TaskKey task) => Of(task, "zoo");

    /// <summary>sorted set: when, in Unix milliseconds → hash of a recalled part; the last 10,000.</summary>
    public static RedisKey Recalled(string ns) => $"cartel:{{{ns}}}:recalled";

    /// <summary>string: how often parts were recalled; stays.</summary>
    public static RedisKey RecallNumber(string ns) => $"cartel:{{{ns}}}:recall-number";

    /// <summary>list: <c>key LF event</c>, written with the step that they belong to, on their way to <see cref="Events"/>.</summary>
    public static RedisKey PendingEvents(TaskKey task) => Of(task, "pending-events");

    /// <summary>hash: <c>NAMESPACE/HASH</c> → <c>upload bytes ticks</c> of each relayed part, written when its bytes are whole; as long as the part.</summary>
    public static RedisKey Parts => "cartel:{parts}:parts";

    /// <summary>hash: <c>NAMESPACE/HASH</c> → <c>NAMESPACE/HASH ticks</c> of what was last sent in its place; a day.</summary>
    public static RedisKey NewerParts => "cartel:{parts}:newer";

    /// <summary>sorted set: when it was last used, in Unix milliseconds → <c>NAMESPACE/HASH</c>; as long as the part.</summary>
    public static RedisKey UsedParts => "cartel:{parts}:used";

    /// <summary>string: the bytes of all parts; stays.</summary>
    public static RedisKey PartBytes => "cartel:{parts}:bytes";

    /// <summary>string: 64 KiB of a part, the last one less; an hour while it is uploaded, then as long as the part and an hour more.</summary>
    public static RedisKey PartChunk(PartKey part, string upload, long number) => $"cartel:{{{part.Namespace}/parts/{part.Sha256}}}:{upload}:{number}";

    /// <summary>string: how often something was revoked or replaced; stays.</summary>
    public static RedisKey IdentityRevision => "cartel:{registry}:identity-revision";

    /// <summary>hash: body, version; stays: a revoked key must stay known.</summary>
    public static RedisKey Identity(string ns, string agent) => $"cartel:{{{ns}}}:identity:{agent}";

    /// <summary>sorted set: 0 → agents that have an identity; stays.</summary>
    public static RedisKey Identities(string ns) => $"cartel:{{{ns}}}:identities";

    /// <summary>sorted set: expiry in Unix milliseconds → hash of an enrolment token; until 7 days after the expiry, or revoked.</summary>
    public static RedisKey EnrollmentTokens(string ns) => $"cartel:{{{ns}}}:enrollment-tokens";

    /// <summary>hash: body, uses, used, expires (Unix milliseconds), and <c>use:AGENT KEY</c> for each use; until 7 days after the expiry, or revoked.</summary>
    public static RedisKey EnrollmentToken(string ns, string hash) => $"cartel:{{{ns}}}:enrollment-token:{hash}";

    /// <summary>hash: hash of an API token → its body; until it is revoked, or found expired.</summary>
    public static RedisKey ApiTokens => "cartel:{registry}:api-tokens";

    /// <summary>hash: hash of an API token → its last use in UTC ticks; as long as the token.</summary>
    public static RedisKey ApiTokenUses => "cartel:{registry}:api-token-uses";

    /// <summary>string: the number of the last entry of the audit log; stays.</summary>
    public static RedisKey AuditNumber => "cartel:{registry}:audit-number";

    /// <summary>sorted set: number → <c>number LF namespace LF entry</c>; the last 20,000.</summary>
    public static RedisKey Audit => "cartel:{registry}:audit";

    private static RedisKey Of(TaskKey task, string name) => $"cartel:{{{task.Namespace}/{task.Task}}}:{name}";
}
