using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Store;

/// <summary>What the registry remembers. Each method is one atomic step; the events that belong to it are written with it or not at all.</summary>
/// <remarks>
/// <para>Thread-safe. An event whose key is in the log already is left out, so a step that is repeated after a crash leaves one event.</para>
/// <para>Every method throws <see cref="StoreUnavailableException"/> when the store does not answer; whether the step
/// took effect is then unknown.</para>
/// </remarks>
internal interface IMetadataStore : IAsyncDisposable
{
    /// <summary>Whether other processes may write to it as well.</summary>
    bool IsShared { get; }

    /// <summary>Looks whether the store answers, and takes writes.</summary>
    /// <returns>Which part of it has not answered lately, while the others do; null: none.</returns>
    Task<string?> PingAsync(CancellationToken cancellation);

    /// <summary>Every task of every namespace.</summary>
    Task<IReadOnlyList<TaskKey>> TaskKeysAsync(CancellationToken cancellation);

    /// <summary>The tasks of a namespace, in name order.</summary>
    Task<IReadOnlyList<TaskManifest>> TasksAsync(string ns, CancellationToken cancellation);

    /// <summary>One task, or null.</summary>
    Task<TaskManifest?> FindTaskAsync(TaskKey task, CancellationToken cancellation);

    /// <summary>Creates a task, or replaces its manifest, unless it has agents and another schema.</summary>
    /// <param name="task">Which.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="standing">The manifest that it replaces; null: only creates.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<TaskWrite> PutTaskAsync(TaskKey task, TaskManifest manifest, TaskManifest? standing, CancellationToken cancellation);

    /// <summary>Removes a task with its transfers, unless it has agents.</summary>
    /// <param name="task">Which.</param>
    /// <param name="standing">Remove it only if this manifest stands. Null: whatever stands.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<TaskRemoval> RemoveTaskAsync(TaskKey task, TaskManifest? standing, CancellationToken cancellation);

    /// <summary>The agents of a task, in name order.</summary>
    Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation);

    /// <summary>One agent, or null.</summary>
    Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation);

    /// <summary>Some agents, in the order of the names; null for those that are gone.</summary>
    Task<IReadOnlyList<StoredAgent?>> FindAgentsAsync(TaskKey task, IReadOnlyList<string> names, CancellationToken cancellation);

    /// <summary>The agents of a task that changed after a mark, and those that were removed; null if there is no such task.</summary>
    Task<FeedPage?> ChangesAsync(TaskKey task, FeedMark after, TaskVersions versions, int limit, CancellationToken cancellation);

    /// <summary>Registers an agent for the first time (writing <paramref name="joined"/>) or again, and grants it a lease
    /// (writing <paramref name="back"/> if it was lost); only if the agent stands as <paramref name="follows"/> says.</summary>
    Task<AgentWritten> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, Follows follows, CancellationToken cancellation);

    /// <summary>Removes an agent with its history and inbox, only if it stands as <paramref name="follows"/> says.</summary>
    Task<AgentRemoved> RemoveAgentAsync(AgentKey agent, Follows follows, CancellationToken cancellation);

    /// <summary>Renews a lease and, where there is a status, adds a point to the history; null if there is no such agent.</summary>
    Task<Change?> RenewLeaseAsync(AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation);

    /// <summary>Replaces a profile by a later one, renews the lease, and adds its report to the history.</summary>
    Task<ProfileWrite> PutProfileAsync(AgentKey agent, Publication publication, Lease lease, NewEvent back, CancellationToken cancellation);

    /// <summary>Keeps what an agent says of itself, in place of what it said before; false if there is no such agent.</summary>
    Task<bool> PutVitalsAsync(AgentKey agent, AgentVitals vitals, CancellationToken cancellation);

    /// <summary>What an agent last said of itself; null if it said nothing, or there is no such agent.</summary>
    Task<AgentVitals?> FindVitalsAsync(AgentKey agent, CancellationToken cancellation);

    /// <summary>An agent's reports, in time order; empty if there is no such agent.</summary>
    Task<IReadOnlyList<HistoryPoint>> HistoryAsync(AgentKey agent, CancellationToken cancellation);

    /// <summary>The agents whose lease has run out and who are not marked as lost, with the end of their lease.</summary>
    Task<IReadOnlyList<LapsedLease>> LapsedAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Marks an agent as lost, unless its lease was renewed meanwhile.</summary>
    Task<bool> MarkLostAsync(AgentKey agent, LapsedLease lapse, NewEvent lost, CancellationToken cancellation);

    /// <summary>How many agents hold a lease, in all of a task.</summary>
    Task<int> CountLeasesAsync(TaskKey task, CancellationToken cancellation);

    /// <summary>Adds a transfer, unless its idempotency key was used before.</summary>
    Task<Opening> OpenTransferAsync(
        TaskKey task, Transfer transfer, Idempotency idempotency, IReadOnlyList<NewEvent> events, CancellationToken cancellation);

    /// <summary>The transfer that an idempotency key opened before, if it did.</summary>
    Task<Opening?> FindOpeningAsync(TaskKey task, Idempotency idempotency, CancellationToken cancellation);

    /// <summary>One transfer, or null.</summary>
    Task<StoredTransfer?> FindTransferAsync(TaskKey task, string id, CancellationToken cancellation);

    /// <summary>Transfers of a task, newest first, from the one after an id.</summary>
    Task<IReadOnlyList<Transfer>> TransfersAsync(TaskKey task, string? afterId, int count, CancellationToken cancellation);

    /// <summary>The transfers of a task that have not ended.</summary>
    Task<IReadOnlyList<StoredTransfer>> OpenTransfersAsync(TaskKey task, CancellationToken cancellation);

    /// <summary>Replaces a transfer, unless another has changed it since it was read.</summary>
    Task<bool> ReplaceTransferAsync(TaskKey task, TransferChange change, CancellationToken cancellation);

    /// <summary>What outcomes say of a task's donors and parts, and what they say of donors to one target (empty: to none).</summary>
    Task<Ratings> RatingsAsync(TaskKey task, string target, CancellationToken cancellation);

    /// <summary>Only what outcomes say of donors to one target.</summary>
    Task<Ratings> TogetherAsync(TaskKey task, string target, CancellationToken cancellation);

    /// <summary>Lays requests for parts into a donor's inbox, each once.</summary>
    Task RequestPartsAsync(AgentKey donor, string transferId, IReadOnlyList<string> sha256, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The past parts of a task, in the order of their ids.</summary>
    Task<IReadOnlyList<ZooEntry>> ZooAsync(TaskKey task, CancellationToken cancellation);

    /// <summary>Adds and removes past parts.</summary>
    Task ChangeZooAsync(TaskKey task, ZooChange change, CancellationToken cancellation);

    /// <summary>A number that changes when parts of a namespace are recalled.</summary>
    Task<long> RecallNumberAsync(string ns, CancellationToken cancellation);

    /// <summary>The hashes of a namespace's recalled parts.</summary>
    Task<IReadOnlySet<string>> RecalledAsync(string ns, CancellationToken cancellation);

    /// <summary>Recalls parts; those that are recalled already stay so.</summary>
    Task RecallAsync(string ns, IReadOnlyList<string> sha256, DateTimeOffset at, NewEvent recalled, CancellationToken cancellation);

    /// <summary>The requests for parts after a cursor; a cursor from a store that is gone counts as 0.</summary>
    Task<IReadOnlyList<PartRequest>> InboxAsync(AgentKey agent, long after, CancellationToken cancellation);

    /// <summary>Writes an event, unless its idempotency key was used before.</summary>
    Task<IdempotencyOutcome> SignalAsync(TaskKey task, Idempotency idempotency, NewEvent signal, CancellationToken cancellation);

    /// <summary>Events of a namespace after a number (0: from the oldest that is kept), in order.</summary>
    Task<EventPage> EventsAsync(string ns, long after, int limit, CancellationToken cancellation);

    /// <summary>The number of the event before the last <paramref name="count"/>.</summary>
    Task<long> EventTailAsync(string ns, int count, CancellationToken cancellation);

    /// <summary>Finishes what a replica that died left half done: events that were written but are not in the log yet.</summary>
    Task DeliverAsync(TaskKey task, CancellationToken cancellation);

    /// <summary>Forgets what nobody needs any more: old idempotency keys and requests for parts.</summary>
    Task TidyAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation);
}
