using System.Globalization;
using Cartel.Protocol;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

internal sealed partial class RedisStore
{
    // A large fleet is read in steps: so many answers wait in memory, and others' commands between them.
    private const int AtOnce = 512;

    private static readonly RedisValue[] AgentFields =
        ["registeredAt", "leaseUntil", "leaseSeconds", "registration", "status", "profile", "profileAt"];

    public async Task<IReadOnlyList<StoredAgent>> AgentsAsync(TaskKey task, CancellationToken cancellation)
    {
        var names = await redis.RunAsync(database => database.SortedSetRangeByRankAsync(RedisKeys.Agents(task)), cancellation);
        var found = new List<StoredAgent>(names.Length);
        foreach (var some in names.Chunk(AtOnce))
            found.AddRange((await Task.WhenAll(some.Select(name => FindAgentAsync(task.Agent(Text(name)!), cancellation)))).OfType<StoredAgent>());
        return found;
    }

    public async Task<StoredAgent?> FindAgentAsync(AgentKey agent, CancellationToken cancellation)
    {
        var values = await redis.RunAsync(database => database.HashGetAsync(RedisKeys.Agent(agent), AgentFields), cancellation);
        return values[0].IsNull ? null : ReadAgent(agent.Agent, [.. values.Select(Text)]);
    }

    public async Task<AgentWrite> RegisterAsync(
        AgentKey agent, AgentRegistration registration, Lease lease, NewEvent joined, NewEvent back, CancellationToken cancellation)
    {
        var result = await redis.ScriptAsync(
            RedisScripts.Register,
            [.. LeaseKeys(agent), RedisKeys.Task(agent.Task), RedisKeys.Agents(agent.Task)],
            [
                .. LeaseArguments(agent, lease, back), registration.SchemaHash,
                StoredJson.Write(registration, CartelJson.Default.AgentRegistration), Pending(joined),
            ],
            cancellation);
        await CarryAsync(agent.Task, cancellation);
        return Enum.Parse<AgentWrite>((string)result!);
    }

    public async Task<bool> RemoveAgentAsync(AgentKey agent, CancellationToken cancellation) => (bool)await redis.ScriptAsync(
        RedisScripts.RemoveAgent,
        [RedisKeys.Agent(agent), RedisKeys.Agents(agent.Task), RedisKeys.Leases(agent.Task), RedisKeys.History(agent), RedisKeys.Inbox(agent)],
        [agent.Agent],
        cancellation);

    public async Task<bool> RenewLeaseAsync(AgentKey agent, AgentStatus? status, Lease lease, NewEvent back, CancellationToken cancellation)
    {
        var json = status is null ? "" : StoredJson.Write(status, CartelJson.Default.AgentStatus);
        var known = (bool)await redis.ScriptAsync(
            RedisScripts.RenewLease,
            [.. LeaseKeys(agent), RedisKeys.History(agent)],
            [
                .. LeaseArguments(agent, lease, back), json, Keep.HistoryPoints, _retention.HistoryBytes, Retention.LeastPoints, Retention.PointBytes,
                Ticks(lease.From - _retention.HistoryAge), (long)_retention.HistoryAge.TotalMilliseconds,
            ],
            cancellation);
        await CarryAsync(agent.Task, cancellation);
        return known;
    }

    public async Task<ProfileWrite> PutProfileAsync(AgentKey agent, AgentProfile profile, Lease lease, NewEvent back, CancellationToken cancellation)
    {
        var json = StoredJson.Write(profile, CartelJson.Default.AgentProfile);
        var result = (RedisValue[])(await redis.ScriptAsync(
            RedisScripts.PutProfile, LeaseKeys(agent), [.. LeaseArguments(agent, lease, back), json, profile.Sequence], cancellation))!;
        await CarryAsync(agent.Task, cancellation);
        return new ProfileWrite(Enum.Parse<ProfileOutcome>(Text(result[0])!), (long)result[1]);
    }

    public async Task<IReadOnlyList<HistoryPoint>> HistoryAsync(AgentKey agent, CancellationToken cancellation)
    {
        var points = await redis.RunAsync(database => database.ListRangeAsync(RedisKeys.History(agent)), cancellation);
        return [.. points.Select(static point =>
        {
            var (ticks, status) = Split(point);
            return new HistoryPoint(Time(ticks), StoredJson.Read(status, CartelJson.Default.AgentStatus));
        })];
    }

    public async Task<IReadOnlyList<LapsedLease>> LapsedAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        var names = await redis.RunAsync(
            database => database.SortedSetRangeByScoreAsync(RedisKeys.Leases(task), stop: now.ToUnixTimeMilliseconds()), cancellation);
        var lapses = new List<LapsedLease>();
        foreach (var name in names)
        {
            var until = await redis.RunAsync(database => database.HashGetAsync(RedisKeys.Agent(task.Agent(Text(name)!)), "leaseUntil"), cancellation);
            if (Text(until) is { } ticks && Time(ticks) < now) lapses.Add(new LapsedLease(Text(name)!, Time(ticks)));
        }

        return [.. lapses.OrderBy(static lapse => lapse.Agent, StringComparer.Ordinal)];
    }

    public async Task<bool> MarkLostAsync(AgentKey agent, LapsedLease lapse, NewEvent lost, CancellationToken cancellation)
    {
        var marked = (bool)await redis.ScriptAsync(
            RedisScripts.MarkLost, LeaseKeys(agent), [agent.Agent, Ticks(lapse.Until), Pending(lost)], cancellation);
        await CarryAsync(agent.Task, cancellation);
        return marked;
    }

    public async Task<int> CountLeasesAsync(TaskKey task, CancellationToken cancellation) =>
        (int)await redis.RunAsync(database => database.SortedSetLengthAsync(RedisKeys.Leases(task)), cancellation);

    private static RedisKey[] LeaseKeys(AgentKey agent) =>
        [RedisKeys.Agent(agent), RedisKeys.Leases(agent.Task), RedisKeys.PendingEvents(agent.Task)];

    private static RedisValue[] LeaseArguments(AgentKey agent, Lease lease, NewEvent back) =>
        [agent.Agent, Ticks(lease.From), Ticks(lease.Until), lease.Seconds, lease.Until.ToUnixTimeMilliseconds(), Pending(back)];

    private static StoredAgent ReadAgent(string name, string?[] fields) => new(
        name,
        Time(fields[0]!),
        Time(fields[1]!),
        double.Parse(fields[2]!, CultureInfo.InvariantCulture),
        StoredJson.Read(fields[3]!, CartelJson.Default.AgentRegistration),
        fields[4] is { } status ? StoredJson.Read(status, CartelJson.Default.AgentStatus) : null,
        fields[5] is { } profile ? StoredJson.Read(profile, CartelJson.Default.AgentProfile) : null,
        fields[6] is { } ticks ? Time(ticks) : null);
}
