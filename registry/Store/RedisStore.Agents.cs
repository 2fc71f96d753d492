using System.Globalization;
using System.Text.Json;
using Cartel.Protocol;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

internal sealed partial class RedisStore
{
    private const int AtOnce = 1_000;

    private static readonly RedisValue[] AgentFields =
        ["registeredAt", "leaseUntil", "leaseSeconds", "registration", "status", "profile", "profileAt", "change"];

    public async Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation)
    {
        var names = await redis.RunAsync(RedisKeys.Agents(task), static (database, at) => database.SortedSetRangeByRankAsync(at), cancellation);
        var found = new List<StoredAgent>(names.Length);
        foreach (var some in names.Chunk(AtOnce)) found.AddRange((await FindAgentsAsync(task, [.. some.Select(static name => Text(name)!)], cancellation)).OfType<StoredAgent>());
        return found;
    }

    // Sent together, answered together.
    public async Task<IReadOnlyList<StoredAgent?>> FindAgentsAsync(TaskKey task, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var all = await redis.RunAsync(
            RedisKeys.Task(task), (database, _) => Task.WhenAll(names.Select(name => database.HashGetAsync(RedisKeys.Agent(task.Agent(name)), AgentFields))), cancellation);
        return [.. all.Select((values, i) => TryReadAgent(names[i], values))];
    }

    public async Task<FeedPage?> ChangesAsync(TaskKey task, FeedMark after, TaskVersions versions, int limit, CancellationToken cancellation)
    {
        var result = (RedisResult[])(await redis.ScriptAsync(
            RedisScripts.Changes,
            [RedisKeys.Task(task), RedisKeys.Agents(task), RedisKeys.Feed(task), RedisKeys.Changes(task)],
            [after.Epoch, after.Number, limit, Guid.NewGuid().ToString("N")[..8]], cancellation))!;
        if (result.Length == 0) return null;

        var (epoch, newest, changed) = ((string)result[0]!, (long)result[2], (RedisValue[])result[6]!);
        var agents = new ChangedAgent[changed.Length / 2];
        for (var i = 0; i < agents.Length; i++) agents[i] = new ChangedAgent(Text(changed[2 * i])!, (long)changed[2 * i + 1]);
        return new FeedPage(
            new FeedMark(epoch, (long)result[1]), new FeedMark(epoch, agents.Length == limit ? agents[^1].Number : newest), newest, agents,
            new TaskVersions((long)result[3], (long)result[4], (long)result[5]));
    }

    public async Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation)
    {
        var values = await redis.RunAsync(RedisKeys.Agent(agent), static (database, at) => database.HashGetAsync(at, AgentFields), cancellation);
        return TryReadAgent(agent.Agent, values);
    }

    public async Task<AgentWritten> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, Follows follows, CancellationToken cancellation)
    {
        var result = (RedisValue[])(await redis.ScriptAsync(
            RedisScripts.Register,
            [.. LeaseKeys(agent), RedisKeys.Task(agent.Task), RedisKeys.Agents(agent.Task)],
            [
                .. LeaseArguments(agent, lease, back), registration.SchemaHash,
                StoredJson.Write(registration, CartelJson.Default.AgentRegistration), Pending(joined), Due(follows),
            ],
            cancellation))!;
        if ((int)result[3] > 0) await CarryAsync(agent.Task, cancellation);
        return new AgentWritten(Enum.Parse<AgentWrite>(Text(result[0])!), new Change((long)result[1], (long)result[2]));
    }

    public async Task<AgentRemoved> RemoveAgentAsync(AgentKey agent, Follows follows, CancellationToken cancellation)
    {
        var result = (RedisValue[])(await redis.ScriptAsync(
            RedisScripts.RemoveAgent,
            [
                RedisKeys.Agent(agent), RedisKeys.Agents(agent.Task), RedisKeys.Leases(agent.Task), RedisKeys.History(agent), RedisKeys.Inbox(agent),
                RedisKeys.Feed(agent.Task), RedisKeys.Changes(agent.Task), RedisKeys.Removals(agent.Task),
            ],
            [agent.Agent, Keep.Removals, Due(follows)],
            cancellation))!;
        return new AgentRemoved(Enum.Parse<AgentRemoval>(Text(result[0])!), (long)result[1]);
    }

    public async Task<Change?> RenewLeaseAsync(AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation)
    {
        var result = (RedisValue[])(await redis.ScriptAsync(
            RedisScripts.RenewLease,
            [.. LeaseKeys(agent), RedisKeys.History(agent)],
            [.. LeaseArguments(agent, lease, back), Report(status), HistoryLimits(lease.From)],
            cancellation))!;
        if (result.Length == 0) return null;

        if ((int)result[2] > 0) await CarryAsync(agent.Task, cancellation);
        return new Change((long)result[0], (long)result[1]);
    }

    public async Task<ProfileWrite> PutProfileAsync(AgentKey agent, Publication publication, Lease lease, NewEvent back, CancellationToken cancellation)
    {
        var result = (RedisValue[])(await redis.ScriptAsync(
            RedisScripts.PutProfile,
            [.. LeaseKeys(agent), RedisKeys.History(agent)],
            [
                .. LeaseArguments(agent, lease, back), Report(publication.Status), HistoryLimits(lease.From),
                publication.Document.Json, publication.Document.Sequence, publication.Follows is { } follows ? follows : RedisValue.EmptyString,
            ],
            cancellation))!;
        if ((int)result[4] > 0) await CarryAsync(agent.Task, cancellation);
        return new ProfileWrite(Enum.Parse<ProfileOutcome>(Text(result[0])!), (long)result[1], new Change((long)result[2], (long)result[3]));
    }

    public async Task<bool> PutVitalsAsync(AgentKey agent, AgentVitals vitals, CancellationToken cancellation) =>
        (bool)await redis.ScriptAsync(
            RedisScripts.PutVitals, [RedisKeys.Agent(agent)], [StoredJson.Write(vitals, CartelJson.Default.AgentVitals)], cancellation);

    public async Task<AgentVitals?> FindVitalsAsync(AgentKey agent, CancellationToken cancellation)
    {
        var found = await redis.RunAsync(RedisKeys.Agent(agent), static (database, at) => database.HashGetAsync(at, "vitals"), cancellation);
        return Text(found) is { } json ? StoredJson.Read(json, CartelJson.Default.AgentVitals) : null;
    }

    public async Task<IReadOnlyList<HistoryPoint>> HistoryAsync(AgentKey agent, CancellationToken cancellation)
    {
        var points = await redis.RunAsync(RedisKeys.History(agent), static (database, at) => database.ListRangeAsync(at), cancellation);
        return [.. points.Select(static point =>
        {
            var (ticks, status) = Split(point);
            return new HistoryPoint(Time(ticks), StoredJson.Read(status, CartelJson.Default.AgentStatus));
        })];
    }

    public async Task<IReadOnlyList<LapsedLease>> LapsedAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        var names = await redis.RunAsync(RedisKeys.Leases(task), (database, at) => database.SortedSetRangeByScoreAsync(at, stop: now.ToUnixTimeMilliseconds()), cancellation);
        var untils = await redis.RunAsync(
            RedisKeys.Task(task), (database, _) => Task.WhenAll(names.Select(name => database.HashGetAsync(RedisKeys.Agent(task.Agent(Text(name)!)), "leaseUntil"))), cancellation);
        return
        [
            .. names.Zip(untils)
                .Where(one => Text(one.Second) is { } ticks && Time(ticks) < now)
                .Select(static one => new LapsedLease(Text(one.First)!, Time(Text(one.Second)!)))
                .OrderBy(static lapse => lapse.Agent, StringComparer.Ordinal),
        ];
    }

    public async Task<bool> MarkLostAsync(AgentKey agent, LapsedLease lapse, NewEvent lost, CancellationToken cancellation)
    {
        var marked = (bool)await redis.ScriptAsync(
            RedisScripts.MarkLost, LeaseKeys(agent), [agent.Agent, Ticks(lapse.Until), Pending(lost)], cancellation);
        await CarryAsync(agent.Task, cancellation);
        return marked;
    }

    public async Task<int> CountLeasesAsync(TaskKey task, CancellationToken cancellation) =>
        (int)await redis.RunAsync(RedisKeys.Leases(task), static (database, at) => database.SortedSetLengthAsync(at), cancellation);

    private static RedisKey[] LeaseKeys(AgentKey agent) =>
        [
            RedisKeys.Agent(agent), RedisKeys.Leases(agent.Task), RedisKeys.PendingEvents(agent.Task), RedisKeys.Feed(agent.Task),
            RedisKeys.Changes(agent.Task),
        ];

    private RedisValue HistoryLimits(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Keep.HistoryPoints} {_retention.HistoryBytes} {Retention.LeastPoints} {Retention.PointBytes} {(now - _retention.HistoryAge).UtcTicks} {_retention.HistoryAge.TotalMilliseconds:0}");

    private static RedisValue Due(Follows follows) => follows.Number is { } number ? number : RedisValue.EmptyString;

    private static RedisValue Report(AgentStatus? status) => status is null ? RedisValue.EmptyString : StoredJson.Write(status, CartelJson.Default.AgentStatus);

    private static RedisValue[] LeaseArguments(AgentKey agent, Lease lease, NewEvent back) =>
        [agent.Agent, Ticks(lease.From), Ticks(lease.Until), lease.Seconds, lease.Until.ToUnixTimeMilliseconds(), Pending(back)];

    // A record that something else has damaged counts as gone: its agent registers and publishes anew, and the others are served.
    private static StoredAgent? TryReadAgent(string name, RedisValue[] fields)
    {
        if (fields[0].IsNull) return null;

        try
        {
            return ReadAgent(name, fields);
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or InvalidOperationException or InvalidCastException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static StoredAgent ReadAgent(string name, RedisValue[] fields) => new(
        name,
        Time(Text(fields[0])!),
        Time(Text(fields[1])!),
        double.Parse(Text(fields[2])!, CultureInfo.InvariantCulture),
        StoredJson.Registration(Text(fields[3])!),
        Text(fields[4]) is { } status ? StoredJson.Read(status, CartelJson.Default.AgentStatus) : null,
        fields[5].IsNull ? null : ProfileDocument.Parse((byte[])fields[5]!),
        Text(fields[6]) is { } ticks ? Time(ticks) : null)
    {
        // One that a version without a feed wrote has no number yet.
        Change = fields[7].IsNull ? 0 : (long)fields[7],
    };
}
