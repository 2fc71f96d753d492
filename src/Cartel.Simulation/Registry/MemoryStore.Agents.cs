using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <content>Agents, their leases, profiles and reports.</content>
internal sealed partial class MemoryStore
{
    public Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation) =>
        Step<IReadOnlyList<StoredAgent>>(() => [.. Agents(task).Select(static agent => agent.Stored)]);

    public Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation) => Step(() => Find(agent)?.Stored);

    public Task<AgentWrite> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, CancellationToken cancellation) => Step(() =>
    {
        if (!_tasks.TryGetValue(agent.Task, out var task)) return AgentWrite.UnknownTask;
        if (task.SchemaHash != registration.SchemaHash) return AgentWrite.WrongSchema;
        if (task.Agents.TryGetValue(agent.Agent, out var before))
        {
            Renew(agent, before, lease, back);
            before.Stored = before.Stored with { Registration = registration };
            return AgentWrite.Again;
        }

        task.Agents.Add(agent.Agent, new AgentRecord(
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
            .. Agents(task).Where(agent => !agent.Lost && agent.Stored.LeaseUntil < now)
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
        Step(() => Agents(task).Count(static agent => !agent.Lost));

    private static string Json(AgentProfile profile) => StoredJson.Write(profile, CartelJson.Default.AgentProfile);

    private IEnumerable<AgentRecord> Agents(TaskKey task) =>
        _tasks.TryGetValue(task, out var found) ? found.Agents.Values : Enumerable.Empty<AgentRecord>();

    private AgentRecord? Find(AgentKey agent) =>
        _tasks.TryGetValue(agent.Task, out var task) ? task.Agents.GetValueOrDefault(agent.Agent) : null;

    private void Renew(AgentKey key, AgentRecord agent, Lease lease, NewEvent back)
    {
        if (agent.Lost) Append(key.Task.Namespace, back);
        agent.Lost = false;
        agent.Stored = agent.Stored with { LeaseUntil = lease.Until, LeaseSeconds = lease.Seconds };
    }

    private sealed class AgentRecord(StoredAgent stored)
    {
        public StoredAgent Stored { get; set; } = stored;

        public bool Lost { get; set; }

        public Queue<HistoryPoint> History { get; } = new();

        public List<(PartRequest Request, DateTimeOffset At)> Inbox { get; } = [];
    }
}
