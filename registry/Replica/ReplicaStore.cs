using System.Collections.Concurrent;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>The store as one replica of the registry uses it: what every request reads is read from memory, what is written goes to the store
/// first and then into memory.</summary>
/// <remarks>Who writes here reads here what it wrote. What other replicas write is here within a second
/// (<see cref="TaskReplica.MostAge"/>); an agent that is not known here is looked up.</remarks>
internal sealed partial class ReplicaStore(IMetadataStore store, TimeProvider time) : IMetadataStore
{
    private readonly ConcurrentDictionary<TaskKey, TaskReplica> _tasks = new();
    private volatile bool _isLoaded;

    public bool IsShared => store.IsShared;

    /// <summary>Whether the fleets that the store held at the start have been read; one that belongs to this process is read as it is asked for.</summary>
    public bool IsLoaded => !store.IsShared || _isLoaded;

    /// <summary>The tasks that are kept in memory.</summary>
    public IEnumerable<TaskReplica> Replicas => _tasks.Values;

    /// <summary>Reads every task that is not in memory yet, several at a time.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await Parallel.ForEachAsync(await store.TaskKeysAsync(cancellation), cancellation, async (task, token) => await TryLoadAsync(task, token));
        _isLoaded = true;
    }

    // One that lies on a node which is down is read when it is asked for, or with the next look; the others do not wait for it.
    private async Task TryLoadAsync(TaskKey task, CancellationToken cancellation)
    {
        try
        {
            await FindReplicaAsync(task, cancellation);
        }
        catch (StoreUnavailableException)
        {
        }
    }

    /// <summary>A task as it is in memory, at most a second old, or null if there is none.</summary>
    public async ValueTask<TaskReplica?> FindReplicaAsync(TaskKey task, CancellationToken cancellation)
    {
        // Whoever comes while it is read for the first time waits for the same reading.
        var replica = _tasks.GetOrAdd(task, key => new TaskReplica(key, store, time));
        await replica.CatchUpAsync(cancellation);
        if (replica.Exists) return replica;

        _tasks.TryRemove(new KeyValuePair<TaskKey, TaskReplica>(task, replica));
        return null;
    }

    /// <summary>The agents of a task, or nobody.</summary>
    public async ValueTask<FleetTable?> FindFleetAsync(TaskKey task, CancellationToken cancellation) => (await FindReplicaAsync(task, cancellation))?.Table;

    public async Task<TaskManifest?> FindTaskAsync(TaskKey task, CancellationToken cancellation) =>
        await FindReplicaAsync(task, cancellation) is { } replica ? await replica.ManifestAsync(cancellation) : null;

    public async Task<TaskWrite> PutTaskAsync(TaskKey task, TaskManifest manifest, TaskManifest? standing, CancellationToken cancellation)
    {
        // Whatever becomes of it, also when another was faster, the next look is at what stands.
        var write = await store.PutTaskAsync(task, manifest, standing, cancellation);
        if (_tasks.TryGetValue(task, out var replica)) replica.DropManifest();
        return write;
    }

    public async Task<TaskRemoval> RemoveTaskAsync(TaskKey task, TaskManifest? standing, CancellationToken cancellation)
    {
        var removal = await store.RemoveTaskAsync(task, standing, cancellation);
        if (removal is TaskRemoval.Removed) _tasks.TryRemove(task, out _);
        else if (removal is TaskRemoval.Overtaken && _tasks.TryGetValue(task, out var replica)) replica.DropManifest();
        return removal;
    }

    public async Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation) =>
        await FindFleetAsync(task, cancellation) is { } fleet ? fleet.Agents : [];

    public async Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation)
    {
        if (await FindFleetAsync(agent.Task, cancellation) is not { } fleet) return null;

        return fleet.Find(agent.Agent) ?? (store.IsShared ? await LookUpAsync(agent, fleet, cancellation) : null);
    }

    public async Task<IReadOnlyList<StoredAgent?>> FindAgentsAsync(TaskKey task, IReadOnlyList<string> names, CancellationToken cancellation) =>
        await FindFleetAsync(task, cancellation) is { } fleet ? [.. names.Select(fleet.Find)] : [.. names.Select(static _ => (StoredAgent?)null)];

    public async Task<AgentWritten> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, Follows follows, CancellationToken cancellation)
    {
        var written = await store.RegisterAsync(agent, registration, lease, joined, back, follows, cancellation);
        if (written.Outcome is AgentWrite.Moved) await FollowAsync(agent.Task, cancellation);
        if (written.Outcome is AgentWrite.Again or AgentWrite.Moved && await FindAgentAsync(agent, cancellation) is null)
        {
            // There is a record of it which cannot be read: it makes way for a new one.
            await RemoveAgentAsync(agent, Follows.Anything, cancellation);
            written = await store.RegisterAsync(agent, registration, lease, joined, back, follows, cancellation);
        }

        if (written.Outcome is AgentWrite.Created or AgentWrite.Again)
        {
            registration = StoredJson.Shared(registration);
            if (written.Outcome is AgentWrite.Created && await FindFleetAsync(agent.Task, cancellation) is { } fleet)
            {
                fleet.Put(new StoredAgent(agent.Agent, lease.From, lease.Until, lease.Seconds, registration, Status: null, Document: null, ProfileAt: null)
                {
                    Change = written.Change.Number,
                });
            }

            await ChangedAsync(agent, written.Change, (before, number) => before with
            {
                Registration = registration,
                LeaseUntil = lease.Until,
                LeaseSeconds = lease.Seconds,
                Change = number,
            }, cancellation);
        }

        return written;
    }

    public async Task<AgentRemoved> RemoveAgentAsync(AgentKey agent, Follows follows, CancellationToken cancellation)
    {
        var removed = await store.RemoveAgentAsync(agent, follows, cancellation);
        if (removed.Outcome is AgentRemoval.Moved) await FollowAsync(agent.Task, cancellation);
        else if (removed.Outcome is AgentRemoval.Removed && await FindFleetAsync(agent.Task, cancellation) is { } fleet) fleet.Remove(agent.Agent, removed.Number);
        return removed;
    }

    public async Task<Change?> RenewLeaseAsync(AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation)
    {
        var renewed = await store.RenewLeaseAsync(agent, status, lease, back, cancellation);
        if (renewed is { } change)
        {
            await ChangedAsync(agent, change, (before, number) => before with
            {
                LeaseUntil = lease.Until,
                LeaseSeconds = lease.Seconds,
                Status = status ?? before.Status,
                Change = number,
            }, cancellation);
        }

        return renewed;
    }

    public Task<bool> PutVitalsAsync(AgentKey agent, AgentVitals vitals, CancellationToken cancellation) => store.PutVitalsAsync(agent, vitals, cancellation);

    public Task<AgentVitals?> FindVitalsAsync(AgentKey agent, CancellationToken cancellation) => store.FindVitalsAsync(agent, cancellation);

    public async Task<ProfileWrite> PutProfileAsync(AgentKey agent, Publication publication, Lease lease, NewEvent back, CancellationToken cancellation)
    {
        var write = await store.PutProfileAsync(agent, publication, lease, back, cancellation);
        if (write.Outcome is ProfileOutcome.Stored or ProfileOutcome.Repeated)
        {
            var isNew = write.Outcome is ProfileOutcome.Stored;
            await ChangedAsync(agent, write.Change, (before, number) => before with
            {
                LeaseUntil = lease.Until,
                LeaseSeconds = lease.Seconds,
                Status = publication.Status ?? before.Status,
                Change = number,
                Document = isNew ? publication.Document.Packed() : before.Document,
                ProfileAt = isNew ? lease.From : before.ProfileAt,
            }, cancellation);
        }
        else if (write.Outcome is ProfileOutcome.Moved)
        {
            await FollowAsync(agent.Task, cancellation);
        }

        return write;
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    // Another was faster: what it left is what the next decision is made on.
    private Task FollowAsync(TaskKey task, CancellationToken cancellation) =>
        _tasks.TryGetValue(task, out var replica) ? replica.FollowAsync(cancellation) : Task.CompletedTask;

    // The write stands, whatever happens now: what cannot be read here is read by the feed.
    private async Task ChangedAsync(AgentKey agent, Change change, Func<StoredAgent, long, StoredAgent> made, CancellationToken cancellation)
    {
        try
        {
            if (await FindFleetAsync(agent.Task, cancellation) is { } fleet && !fleet.Update(agent.Agent, change, made)) await LookUpAsync(agent, fleet, cancellation);
        }
        catch (Exception cause) when (cause is StoreUnavailableException or OperationCanceledException)
        {
        }
    }

    private async Task<StoredAgent?> LookUpAsync(AgentKey agent, FleetTable fleet, CancellationToken cancellation)
    {
        var found = await store.FindAgentAsync(agent, cancellation);
        if (found is not null) fleet.PutLookedUp(found);
        return found;
    }
}
