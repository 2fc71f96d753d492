using Cartel.Protocol;
using Cartel.Sqlite;

namespace Cartel.Registry.Store;

internal sealed partial class EmbeddedStore
{
    private const string AgentColumns =
        "agent, registered_at, lease_until, lease_seconds, registration, status, profile, profile_at";

    private const string ThisAgent = "ns = ? AND task = ? AND agent = ?";

    public Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation) => Read<IReadOnlyList<StoredAgent>>(database =>
        database.Query($"SELECT {AgentColumns} FROM agents WHERE ns = ? AND task = ? ORDER BY agent", ReadAgent, task.Namespace, task.Task));

    public Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation) => Read(database =>
        database.TryQueryFirst(
            $"SELECT {AgentColumns} FROM agents WHERE {ThisAgent}", ReadAgent, out var found, agent.Task.Namespace, agent.Task.Task, agent.Agent)
            ? found
            : null);

    public Task<AgentWrite> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, CancellationToken cancellation) => Write(database =>
    {
        var schema = SchemaHashOf(agent.Task);
        if (schema is null) return AgentWrite.UnknownTask;
        if (schema != registration.SchemaHash) return AgentWrite.WrongSchema;

        var json = StoredJson.Write(registration, CartelJson.Default.AgentRegistration);
        var isNew = database.Execute(
            """
            INSERT OR IGNORE INTO agents (ns, task, agent, registered_at, registration, lease_until, lease_seconds)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            agent.Task.Namespace, agent.Task.Task, agent.Agent, lease.From.UtcTicks, json, lease.Until.UtcTicks, lease.Seconds) > 0;
        if (isNew)
        {
            Append(agent.Task.Namespace, joined);
            return AgentWrite.Created;
        }

        Renew(agent, lease, back);
        database.Execute(
            $"UPDATE agents SET registration = ? WHERE {ThisAgent}", json, agent.Task.Namespace, agent.Task.Task, agent.Agent);
        return AgentWrite.Again;
    });

    public Task<bool> RemoveAgentAsync(AgentKey agent, CancellationToken cancellation) => Write(database =>
        database.Execute($"DELETE FROM agents WHERE {ThisAgent}", agent.Task.Namespace, agent.Task.Task, agent.Agent) > 0);

    public Task<bool> RenewLeaseAsync(
        AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation) => Write(database =>
    {
        if (!Renew(agent, lease, back)) return false;
        if (status is null) return true;

        var json = StoredJson.Write(status, CartelJson.Default.AgentStatus);
        var (ns, task, name) = (agent.Task.Namespace, agent.Task.Task, agent.Agent);
        database.Execute($"UPDATE agents SET status = ? WHERE {ThisAgent}", json, ns, task, name);
        database.Execute(
            "INSERT INTO history (ns, task, agent, at, status) VALUES (?, ?, ?, ?, ?)", ns, task, name, lease.From.UtcTicks, json);
        database.Execute(
            $"""
            DELETE FROM history WHERE {ThisAgent} AND id <=
                (SELECT id FROM history WHERE {ThisAgent} ORDER BY id DESC LIMIT 1 OFFSET ?)
            """,
            ns, task, name, ns, task, name, PointsKept(json.Length));
        return true;
    });

    public Task<ProfileWrite> PutProfileAsync(
        AgentKey agent, AgentProfile profile, Lease lease, NewEvent back, CancellationToken cancellation) => Write(database =>
    {
        var (ns, task, name) = (agent.Task.Namespace, agent.Task.Task, agent.Agent);
        var known = database.TryQueryFirst(
            $"SELECT sequence, profile FROM agents WHERE {ThisAgent}",
            static row => (Sequence: row.IsNull(0) ? (long?)null : row.Long(0), Profile: row.TextOrNull(1)), out var before, ns, task, name);
        if (!known) return new ProfileWrite(ProfileOutcome.UnknownAgent, 0);

        var json = StoredJson.Write(profile, CartelJson.Default.AgentProfile);
        var repeated = before.Profile == json;
        if (!repeated && before.Sequence is { } stands && stands >= profile.Sequence) return new ProfileWrite(ProfileOutcome.Stale, stands);

        Renew(agent, lease, back);
        if (repeated) return new ProfileWrite(ProfileOutcome.Repeated, profile.Sequence);

        database.Execute(
            $"UPDATE agents SET profile = ?, sequence = ?, profile_at = ? WHERE {ThisAgent}",
            json, profile.Sequence, lease.From.UtcTicks, ns, task, name);
        return new ProfileWrite(ProfileOutcome.Stored, profile.Sequence);
    });

    public Task<IReadOnlyList<HistoryPoint>> HistoryAsync(AgentKey agent, CancellationToken cancellation) => Read<IReadOnlyList<HistoryPoint>>(database =>
        database.Query(
            $"SELECT at, status FROM history WHERE {ThisAgent} ORDER BY id",
            static row => new HistoryPoint(Time(row.Long(0)), StoredJson.Read(row.Text(1), CartelJson.Default.AgentStatus)),
            agent.Task.Namespace, agent.Task.Task, agent.Agent));

    public Task<IReadOnlyList<LapsedLease>> LapsedAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation) =>
        Read<IReadOnlyList<LapsedLease>>(database => database.Query(
            "SELECT agent, lease_until FROM agents WHERE ns = ? AND task = ? AND lost = 0 AND lease_until < ? ORDER BY agent",
            static row => new LapsedLease(row.Text(0), Time(row.Long(1))), task.Namespace, task.Task, now.UtcTicks));

    public Task<bool> MarkLostAsync(AgentKey agent, LapsedLease lapse, NewEvent lost, CancellationToken cancellation) => Write(database =>
    {
        var marked = database.Execute(
            $"UPDATE agents SET lost = 1 WHERE {ThisAgent} AND lost = 0 AND lease_until = ?",
            agent.Task.Namespace, agent.Task.Task, agent.Agent, lapse.Until.UtcTicks) > 0;
        if (marked) Append(agent.Task.Namespace, lost);
        return marked;
    });

    public Task<int> CountLeasesAsync(TaskKey task, CancellationToken cancellation) => Read(database => database.Query(
        "SELECT COUNT(*) FROM agents WHERE ns = ? AND task = ? AND lost = 0", static row => row.Int(0), task.Namespace, task.Task)[0]);

    private long PointsKept(int length) =>
        Math.Clamp(_retention.HistoryBytes / (Math.Max(1, _agents) * (length + Retention.PointBytes)), Retention.LeastPoints, Keep.HistoryPoints);

    private bool Renew(AgentKey agent, Lease lease, NewEvent back)
    {
        var (ns, task, name) = (agent.Task.Namespace, agent.Task.Task, agent.Agent);
        if (_database.Execute($"UPDATE agents SET lost = 0 WHERE {ThisAgent} AND lost = 1", ns, task, name) > 0) Append(ns, back);
        return _database.Execute(
            $"UPDATE agents SET lease_until = ?, lease_seconds = ? WHERE {ThisAgent}", lease.Until.UtcTicks, lease.Seconds, ns, task, name) > 0;
    }

    private static StoredAgent ReadAgent(SqliteRow row) => new(
        row.Text(0),
        Time(row.Long(1)),
        Time(row.Long(2)),
        row.Double(3),
        StoredJson.Read(row.Text(4), CartelJson.Default.AgentRegistration),
        row.TextOrNull(5) is { } status ? StoredJson.Read(status, CartelJson.Default.AgentStatus) : null,
        row.TextOrNull(6) is { } profile ? StoredJson.Read(profile, CartelJson.Default.AgentProfile) : null,
        row.IsNull(7) ? null : Time(row.Long(7)));
}
