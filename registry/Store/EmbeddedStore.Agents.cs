using System.Text;
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
            ? found with { Change = _changes.NumberOf(agent.Task, agent.Agent) }
            : null);

    public Task<IReadOnlyList<StoredAgent?>> FindAgentsAsync(TaskKey task, IReadOnlyList<string> names, CancellationToken cancellation) =>
        Read<IReadOnlyList<StoredAgent?>>(database =>
        [
            .. names.Select(name => database.TryQueryFirst(
                $"SELECT {AgentColumns} FROM agents WHERE {ThisAgent}", ReadAgent, out var found, task.Namespace, task.Task, name)
                ? found with { Change = _changes.NumberOf(task, name) }
                : null),
        ]);

    public Task<FeedPage?> ChangesAsync(TaskKey task, FeedMark after, TaskVersions versions, int limit, CancellationToken cancellation) =>
        _changes.IsUpToDate(task, after, versions)
            ? Task.FromResult<FeedPage?>(new FeedPage(after, after, after.Number, [], versions))
            : Read(_ => ManifestOf(task) is null ? null : _changes.After(task, after, limit));

    public Task<AgentWritten> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, Follows follows, CancellationToken cancellation) => Write(database =>
    {
        var schema = SchemaHashOf(agent.Task);
        if (schema is null) return new AgentWritten(AgentWrite.UnknownTask, default);
        if (schema != registration.SchemaHash) return new AgentWritten(AgentWrite.WrongSchema, default);
        if (!follows.Holds(LastChangeOf(agent))) return new AgentWritten(AgentWrite.Moved, default);

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
            return new AgentWritten(AgentWrite.Created, _changes.Note(agent.Task, agent.Agent));
        }

        Renew(agent, lease, back);
        database.Execute(
            $"UPDATE agents SET registration = ? WHERE {ThisAgent}", json, agent.Task.Namespace, agent.Task.Task, agent.Agent);
        return new AgentWritten(AgentWrite.Again, _changes.Note(agent.Task, agent.Agent));
    });

    public Task<AgentRemoved> RemoveAgentAsync(AgentKey agent, Follows follows, CancellationToken cancellation) => Write(database =>
    {
        if (LastChangeOf(agent) is not { } last) return new AgentRemoved(AgentRemoval.Unknown);
        if (!follows.Holds(last)) return new AgentRemoved(AgentRemoval.Moved);

        database.Execute($"DELETE FROM agents WHERE {ThisAgent}", agent.Task.Namespace, agent.Task.Task, agent.Agent);
        return new AgentRemoved(AgentRemoval.Removed, _changes.NoteRemoval(agent.Task, agent.Agent));
    });

    public Task<Change?> RenewLeaseAsync(
        AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation) => Write<Change?>(_ =>
    {
        if (!Renew(agent, lease, back)) return null;
        if (status is not null) Report(agent, status, lease.From);
        return _changes.Note(agent.Task, agent.Agent);
    });

    public Task<ProfileWrite> PutProfileAsync(
        AgentKey agent, Publication publication, Lease lease, NewEvent back, CancellationToken cancellation) => Write(database =>
    {
        var (ns, task, name) = (agent.Task.Namespace, agent.Task.Task, agent.Agent);
        var known = database.TryQueryFirst(
            $"SELECT sequence, profile FROM agents WHERE {ThisAgent}",
            static row => (Sequence: row.IsNull(0) ? (long?)null : row.Long(0), Profile: row.TextOrNull(1)), out var before, ns, task, name);
        if (!known) return new ProfileWrite(ProfileOutcome.UnknownAgent, 0);

        var (json, sequence) = (Encoding.UTF8.GetString(publication.Document.Json), publication.Document.Sequence);
        var repeated = before.Profile == json;
        if (!repeated && before.Sequence is { } stands && stands >= sequence) return new ProfileWrite(ProfileOutcome.Stale, stands);
        if (!repeated && publication.Follows is { } due && due != (before.Sequence ?? Publication.Nothing)) return new ProfileWrite(ProfileOutcome.Moved, before.Sequence ?? 0);

        Renew(agent, lease, back);
        if (publication.Status is { } status) Report(agent, status, lease.From);
        if (!repeated)
        {
            database.Execute(
                $"UPDATE agents SET profile = ?, sequence = ?, profile_at = ? WHERE {ThisAgent}", json, sequence, lease.From.UtcTicks, ns, task, name);
        }

        return new ProfileWrite(repeated ? ProfileOutcome.Repeated : ProfileOutcome.Stored, sequence, _changes.Note(agent.Task, name));
    });

    public Task<bool> PutVitalsAsync(AgentKey agent, AgentVitals vitals, CancellationToken cancellation) => Write(database =>
        database.Execute(
            $"INSERT OR REPLACE INTO vitals (ns, task, agent, body) SELECT ns, task, agent, ? FROM agents WHERE {ThisAgent}",
            StoredJson.Write(vitals, CartelJson.Default.AgentVitals), agent.Task.Namespace, agent.Task.Task, agent.Agent) > 0);

    public Task<AgentVitals?> FindVitalsAsync(AgentKey agent, CancellationToken cancellation) => Read(database =>
        database.TryQueryFirst(
            $"SELECT body FROM vitals WHERE {ThisAgent}", static row => row.Text(0), out var found, agent.Task.Namespace, agent.Task.Task, agent.Agent)
            ? StoredJson.Read(found, CartelJson.Default.AgentVitals)
            : null);

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

    private long? LastChangeOf(AgentKey agent) => _database.TryQueryFirst(
        $"SELECT 1 FROM agents WHERE {ThisAgent}", static _ => true, out _, agent.Task.Namespace, agent.Task.Task, agent.Agent)
        ? _changes.NumberOf(agent.Task, agent.Agent)
        : null;

    private long PointsKept(int length) =>
        Math.Clamp(_retention.HistoryBytes / (Math.Max(1, _agents) * (length + Retention.PointBytes)), Retention.LeastPoints, Keep.HistoryPoints);

    private void Report(AgentKey agent, AgentStatus status, DateTimeOffset at)
    {
        var json = StoredJson.Write(status, CartelJson.Default.AgentStatus);
        var (ns, task, name) = (agent.Task.Namespace, agent.Task.Task, agent.Agent);
        _database.Execute($"UPDATE agents SET status = ? WHERE {ThisAgent}", json, ns, task, name);
        _database.Execute("INSERT INTO history (ns, task, agent, at, status) VALUES (?, ?, ?, ?, ?)", ns, task, name, at.UtcTicks, json);
        _database.Execute(
            $"""
            DELETE FROM history WHERE {ThisAgent} AND id <=
                (SELECT id FROM history WHERE {ThisAgent} ORDER BY id DESC LIMIT 1 OFFSET ?)
            """,
            ns, task, name, ns, task, name, PointsKept(json.Length));
    }

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
        StoredJson.Registration(row.Text(4)),
        row.TextOrNull(5) is { } status ? StoredJson.Read(status, CartelJson.Default.AgentStatus) : null,
        row.IsNull(6) ? null : ProfileDocument.Parse(row.Bytes(6)),
        row.IsNull(7) ? null : Time(row.Long(7)));
}
