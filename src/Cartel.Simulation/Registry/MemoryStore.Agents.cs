using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <content>Agents, their leases, profiles and reports.</content>
internal sealed partial class MemoryStore
{
    public Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation) =>
        Step<IReadOnlyList<StoredAgent>>(() => Agents(task).Stored());

    public Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation) => Step(() => Find(agent)?.Stored);

    public Task<AgentWrite> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, CancellationToken cancellation) => Step(() =>
    {
        if (!_tasks.TryGetValue(agent.Task, out var task)) return AgentWrite.UnknownTask;
        if (task.SchemaHash != registration.SchemaHash) return AgentWrite.WrongSchema;
        if (task.Agents.Find(agent.Agent) is { } before)
        {
            Renew(agent, before, lease, back);
            before.Stored = before.Stored with { Registration = registration };
            return AgentWrite.Again;
        }

        task.Agents.Add(new AgentRecord(
            new StoredAgent(agent.Agent, lease.From, lease.Until, lease.Seconds, registration, null, null, null)));
        Append(agent.Task.Namespace, joined);
        return AgentWrite.Created;
    });

    public Task<bool> RemoveAgentAsync(AgentKey agent, CancellationToken cancellation) =>
        Step(() => _tasks.TryGetValue(agent.Task, out var task) && task.Agents.Remove(agent.Agent));

    public Task<bool> RenewLeaseAsync(
        AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation) => Step(() =>
    {
        if (Find(agent) is not { } found) return false;

        Renew(agent, found, lease, back);
        if (status is null) return true;

        found.Stored = found.Stored with { Status = status };
        found.History.Enqueue(new HistoryPoint(lease.From, status));
        if (found.History.Count > Keep.HistoryPoints) found.History.Dequeue();
        return true;
    });

    public Task<ProfileWrite> PutProfileAsync(
        AgentKey agent, AgentProfile profile, Lease lease, NewEvent back, CancellationToken cancellation) => Step(() =>
    {
        if (Find(agent) is not { } found) return new ProfileWrite(ProfileOutcome.UnknownAgent, 0);

        var before = found.Stored.Profile;
        var repeated = before?.Sequence == profile.Sequence && Json(before) == Json(profile);
        if (!repeated && before is not null && before.Sequence >= profile.Sequence) return new ProfileWrite(ProfileOutcome.Stale, before.Sequence);

        Renew(agent, found, lease, back);
        if (repeated) return new ProfileWrite(ProfileOutcome.Repeated, profile.Sequence);

        found.Stored = found.Stored with { Profile = profile, ProfileAt = lease.From };
        return new ProfileWrite(ProfileOutcome.Stored, profile.Sequence);
    });

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

    private static string Json(AgentProfile profile) => StoredJson.Write(profile, CartelJson.Default.AgentProfile);

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

        public Queue<HistoryPoint> History { get; } = new();

        public List<(PartRequest Request, DateTimeOffset At)> Inbox { get; } = [];
    }
}
