using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <content>Agents, their leases, profiles and reports.</content>
internal sealed partial class MemoryStore
{
    public Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation) =>
        Step<IReadOnlyList<StoredAgent>>(() => Agents(task).Stored());

    public Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation) => Step(() => Find(agent)?.Stored);

    public Task<IReadOnlyList<StoredAgent?>> FindAgentsAsync(TaskKey task, IReadOnlyList<string> names, CancellationToken cancellation) =>
        Step<IReadOnlyList<StoredAgent?>>(() => [.. names.Select(name => Find(task.Agent(name))?.Stored)]);

    public Task<FeedPage?> ChangesAsync(TaskKey task, FeedMark after, TaskVersions versions, int limit, CancellationToken cancellation) =>
        Step(() => _tasks.ContainsKey(task) ? _changes.After(task, after, limit) : null);

    public Task<AgentWritten> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, Follows follows, CancellationToken cancellation) => Step(() =>
    {
        if (!_tasks.TryGetValue(agent.Task, out var task)) return new AgentWritten(AgentWrite.UnknownTask, default);
        if (task.SchemaHash != registration.SchemaHash) return new AgentWritten(AgentWrite.WrongSchema, default);
        if (!follows.Holds(task.Agents.Find(agent.Agent)?.Stored.Change)) return new AgentWritten(AgentWrite.Moved, default);
        if (task.Agents.Find(agent.Agent) is { } before)
        {
            Renew(agent, before, lease, back);
            before.Stored = before.Stored with { Registration = registration };
            return new AgentWritten(AgentWrite.Again, Note(agent, before));
        }

        var added = new AgentRecord(new StoredAgent(agent.Agent, lease.From, lease.Until, lease.Seconds, registration, null, null, null));
        task.Agents.Add(added);
        Append(agent.Task.Namespace, joined);
        return new AgentWritten(AgentWrite.Created, Note(agent, added));
    });

    public Task<AgentRemoved> RemoveAgentAsync(AgentKey agent, Follows follows, CancellationToken cancellation) => Step(() =>
    {
        if (Find(agent) is not { } before) return new AgentRemoved(AgentRemoval.Unknown);
        if (!follows.Holds(before.Stored.Change)) return new AgentRemoved(AgentRemoval.Moved);

        _tasks[agent.Task].Agents.Remove(agent.Agent);
        return new AgentRemoved(AgentRemoval.Removed, _changes.NoteRemoval(agent.Task, agent.Agent));
    });

    public Task<Change?> RenewLeaseAsync(
        AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation) => Step<Change?>(() =>
    {
        if (Find(agent) is not { } found) return null;

        Renew(agent, found, lease, back);
        Report(found, status, lease.From);
        return Note(agent, found);
    });

    public Task<ProfileWrite> PutProfileAsync(
        AgentKey agent, Publication publication, Lease lease, NewEvent back, CancellationToken cancellation) => Step(() =>
    {
        if (Find(agent) is not { } found) return new ProfileWrite(ProfileOutcome.UnknownAgent, 0);

        var (before, document) = (found.Stored.Document, publication.Document);
        var repeated = before?.Sequence == document.Sequence && before.Json.AsSpan().SequenceEqual(document.Json);
        if (!repeated && before is not null && before.Sequence >= document.Sequence) return new ProfileWrite(ProfileOutcome.Stale, before.Sequence);
        if (!repeated && publication.Follows is { } due && due != (before?.Sequence ?? Publication.Nothing)) return new ProfileWrite(ProfileOutcome.Moved, before?.Sequence ?? 0);

        Renew(agent, found, lease, back);
        Report(found, publication.Status, lease.From);
        if (!repeated) found.Stored = found.Stored with { Document = document, ProfileAt = lease.From };
        return new ProfileWrite(repeated ? ProfileOutcome.Repeated : ProfileOutcome.Stored, document.Sequence, Note(agent, found));
    });

    public Task<bool> PutVitalsAsync(AgentKey agent, AgentVitals vitals, CancellationToken cancellation) => Step(() =>
    {
        if (Find(agent) is not { } found) return false;

        found.Vitals = vitals;
        return true;
    });

    public Task<AgentVitals?> FindVitalsAsync(AgentKey agent, CancellationToken cancellation) => Step(() => Find(agent)?.Vitals);

    public Task<IReadOnlyList<HistoryPoint>> HistoryAsync(AgentKey agent, CancellationToken cancellation) =>
        Step<IReadOnlyList<HistoryPoint>>(() => [.. Find(agent)?.History ?? []]);

    public Task<IReadOnlyList<LapsedLease>> LapsedAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation) =>
        Step<IReadOnlyList<LapsedLease>>(() =>
        [
            .. Agents(task).InNameOrder.Where(agent => !agent.Lost && agent.Stored.LeaseUntil < now)
                .Select(static agent => new LapsedLease(agent.Stored.Name, agent.Stored.LeaseUntil)),
        ]);

    public Task<bool> MarkLostAsync(AgentKey agent, LapsedLease lapse, NewEvent lost, CancellationToken cancellation) => Step(() =>
    {
        if (Find(agent) is not { Lost: false } found || found.Stored.LeaseUntil != lapse.Until) return false;

        found.Lost = true;
        Append(agent.Task.Namespace, lost);
        return true;
    });

    public Task<int> CountLeasesAsync(TaskKey task, CancellationToken cancellation) =>
        Step(() => Agents(task).InNameOrder.Count(static agent => !agent.Lost));

    private static void Report(AgentRecord agent, AgentStatus? status, DateTimeOffset at)
    {
        if (status is null) return;

        agent.Stored = agent.Stored with { Status = status };
        agent.History.Enqueue(new HistoryPoint(at, status));
        if (agent.History.Count > Keep.HistoryPoints) agent.History.Dequeue();
    }

    private Change Note(AgentKey key, AgentRecord agent)
    {
        var change = _changes.Note(key.Task, key.Agent);
        agent.Stored = agent.Stored with { Change = change.Number };
        return change;
    }

    private NamedAgents Agents(TaskKey task) => _tasks.TryGetValue(task, out var found) ? found.Agents : new NamedAgents();

    private AgentRecord? Find(AgentKey agent) => _tasks.TryGetValue(agent.Task, out var task) ? task.Agents.Find(agent.Agent) : null;

    private void Renew(AgentKey key, AgentRecord agent, Lease lease, NewEvent back)
    {
        if (agent.Lost) Append(key.Task.Namespace, back);
        agent.Lost = false;
        agent.Stored = agent.Stored with { LeaseUntil = lease.Until, LeaseSeconds = lease.Seconds };
    }

    // Found by name, and listed in the order of the names: the whole list is asked for at each request for help.
    private sealed class NamedAgents
    {
        private readonly Dictionary<string, AgentRecord> _byName = new(StringComparer.Ordinal);
        private readonly List<AgentRecord> _inOrder = [];

        public IReadOnlyList<AgentRecord> InNameOrder => _inOrder;

        public int Count => _inOrder.Count;

        public AgentRecord? Find(string name) => _byName.GetValueOrDefault(name);

        public void Add(AgentRecord agent)
        {
            _byName.Add(agent.Stored.Name, agent);
            _inOrder.Insert(~PlaceOf(agent), agent);
        }

        public bool Remove(string name)
        {
            if (!_byName.Remove(name, out var agent)) return false;

            _inOrder.RemoveAt(PlaceOf(agent));
            return true;
        }

        public StoredAgent[] Stored()
        {
            var all = new StoredAgent[_inOrder.Count];
            for (var i = 0; i < all.Length; i++) all[i] = _inOrder[i].Stored;
            return all;
        }

        private int PlaceOf(AgentRecord agent) => _inOrder.BinarySearch(
            agent, Comparer<AgentRecord>.Create(static (a, b) => string.CompareOrdinal(a.Stored.Name, b.Stored.Name)));
    }

    private sealed class AgentRecord(StoredAgent stored)
    {
        public StoredAgent Stored { get; set; } = stored;

        public bool Lost { get; set; }

        public AgentVitals? Vitals { get; set; }

        public Queue<HistoryPoint> History { get; } = new();

        public List<(PartRequest Request, DateTimeOffset At)> Inbox { get; } = [];
    }
}
