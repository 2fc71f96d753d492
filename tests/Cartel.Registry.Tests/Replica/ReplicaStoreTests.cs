using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Replica;

/// <summary>Two replicas over one Redis, each followed by hand.</summary>
internal sealed class ReplicaStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TaskKey Sea = new("default", Some.Task);

    private readonly RedisServer _server = RedisServer.Start();
    private ReplicaStore _one = null!;
    private ReplicaStore _other = null!;
    private RedisStore _stored = null!;

    [OneTimeTearDown]
    public void Stop() => _server.Dispose();

    [SetUp]
    public async Task Open()
    {
        _server.Flush();
        _stored = Connect();
        (_one, _other) = (new ReplicaStore(Connect(), new ManualTime()), new ReplicaStore(Connect(), new ManualTime()));
        await _one.PutTaskAsync(Sea, Some.Manifest, standing: null, None);
    }

    [TearDown]
    public async Task Close()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _stored.DisposeAsync();
    }

    [Test]
    public async Task Who_writes_reads_what_it_wrote_and_the_other_when_it_follows()
    {
        await RegisterAsync(_one, "a");
        await FollowAsync(_other);
        await PublishAsync(_one, "a", 1);

        Assert.That((await FindAsync(_one, "a"))!.Profile!.Sequence, Is.EqualTo(1));
        Assert.That((await FindAsync(_other, "a"))!.Profile, Is.Null, "it has not looked since");

        await FollowAsync(_other);
        Assert.That((await FindAsync(_other, "a"))!.Profile!.Sequence, Is.EqualTo(1));
    }

    [Test]
    public async Task A_replica_is_loaded_when_it_has_read_the_whole_fleet_over_many_pages()
    {
        string[] names = [.. Enumerable.Range(0, 2_100).Select(static i => $"a{i:0000}")];
        foreach (var some in names.Chunk(50)) await Task.WhenAll(some.Select(name => RegisterAsync(_one, name)));
        await PublishAsync(_one, names[^1], 1);

        Assert.That(_other.IsLoaded, Is.False);
        await _other.LoadAsync(None);

        Assert.That(_other.IsLoaded, Is.True);
        var table = _other.Replicas.Single().Table;
        Assert.That(table.Agents.Select(static agent => agent.Name), Is.EqualTo(names));
        Assert.That(table.Find(names[^1])!.Profile!.Sequence, Is.EqualTo(1));
    }

    [Test]
    public async Task An_agent_that_is_not_known_here_yet_is_looked_up()
    {
        await FollowAsync(_other);
        await RegisterAsync(_one, "a");

        Assert.That(await FindAsync(_other, "a"), Is.Not.Null);
        Assert.That((await PublishAsync(_other, "a", 1)).Outcome, Is.EqualTo(ProfileOutcome.Stored));
    }

    [Test]
    public async Task Who_changes_what_another_has_changed_meanwhile_reads_both()
    {
        await RegisterAsync(_one, "a");
        await FollowAsync(_other);
        await PublishAsync(_one, "a", 1);

        await _other.RenewLeaseAsync(Sea.Agent("a"), new AgentStatus(9), new Lease(Start, 99), Back("a"), None);

        var seen = (await FindAsync(_other, "a"))!;
        Assert.That((seen.Profile!.Sequence, seen.LeaseSeconds, seen.Status!.SampleCount), Is.EqualTo((1, 99.0, 9)));
    }

    [Test]
    public async Task A_removed_agent_is_gone_for_all_and_may_come_again()
    {
        await RegisterAsync(_one, "a");
        await FollowAsync(_other);
        await _one.RemoveAgentAsync(Sea.Agent("a"), Follows.Anything, None);
        await FollowAsync(_other);
        Assert.That(await FindAsync(_one, "a"), Is.Null);
        Assert.That(await FindAsync(_other, "a"), Is.Null);

        await RegisterAsync(_other, "a");
        await FollowAsync(_one);
        Assert.That((await FindAsync(_one, "a"))!.Profile, Is.Null);
    }

    [Test]
    public async Task After_a_flush_nothing_of_before_is_left()
    {
        await RegisterAsync(_one, "a");
        await RegisterAsync(_one, "b");
        await FollowAsync(_other);

        _server.Flush();
        await _one.PutTaskAsync(Sea, Some.Manifest, standing: null, None);
        await RegisterAsync(_one, "b");
        await FollowAsync(_one);
        await FollowAsync(_other);

        Assert.That(await NamesAsync(_one), Is.EqualTo(new[] { "b" }));
        Assert.That(await NamesAsync(_other), Is.EqualTo(new[] { "b" }));
        Assert.That((await PublishAsync(_other, "b", 1)).Outcome, Is.EqualTo(ProfileOutcome.Stored));
    }

    [Test]
    public async Task Agents_that_a_version_without_a_feed_wrote_are_found()
    {
        await RegisterAsync(_one, "a");
        await using var redis = new RedisConnection(_server.Address, TimeProvider.System);
        await redis.RunAsync(RedisKeys.Feed(Sea), static (database, at) => database.KeyDeleteAsync([at, RedisKeys.Changes(Sea)]), None);
        await redis.RunAsync(RedisKeys.Agent(Sea.Agent("a")), static (database, at) => database.HashDeleteAsync(at, "change"), None);
        await using var fresh = new ReplicaStore(Connect(), new ManualTime());

        Assert.That(await NamesAsync(fresh), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_manifest_that_was_replaced_elsewhere_is_read_anew()
    {
        await FollowAsync(_other);
        Assert.That((await _other.FindTaskAsync(Sea, None))!.Description, Is.EqualTo(Some.Manifest.Description));

        await _one.PutTaskAsync(Sea, Some.Manifest with { Description = "new" }, Some.Manifest, None);
        Assert.That((await _one.FindTaskAsync(Sea, None))!.Description, Is.EqualTo("new"));

        await FollowAsync(_other);
        Assert.That((await _other.FindTaskAsync(Sea, None))!.Description, Is.EqualTo("new"));
    }

    // Whatever the replicas do at once, once they have followed the feed each has what is stored.
    [Test]
    public async Task Replicas_agree_with_the_store_whatever_happens([Range(1, 4)] int seed)
    {
        await Task.WhenAll(LiveAsync(_one, seed), LiveAsync(_other, seed + 100), FollowNowAndThenAsync(_one), FollowNowAndThenAsync(_other));
        await FollowAsync(_one);
        await FollowAsync(_other);

        var stored = (await _stored.AgentsAsync(Sea, None)).Select(Text).ToList();
        Assert.That((await _one.AgentsAsync(Sea, None)).Select(Text), Is.EqualTo(stored));
        Assert.That((await _other.AgentsAsync(Sea, None)).Select(Text), Is.EqualTo(stored));
    }

    private static async Task LiveAsync(ReplicaStore replica, int seed)
    {
        var random = new SeededRandom(seed);
        for (var i = 0; i < 300; i++)
        {
            var name = $"a{random.Next(8)}";
            var deed = random.Next(10);
            if (deed == 0) await replica.RemoveAgentAsync(Sea.Agent(name), Follows.Anything, None);
            else if (deed < 3) await RegisterAsync(replica, name);
            else if (deed < 6) await replica.RenewLeaseAsync(Sea.Agent(name), new AgentStatus(i), new Lease(Start, i), Back(name), None);
            else await PublishAsync(replica, name, i);
        }
    }

    private static async Task FollowNowAndThenAsync(ReplicaStore replica)
    {
        for (var i = 0; i < 50; i++) await FollowAsync(replica);
    }

    private static string Text(StoredAgent agent) =>
        $"{agent.Name} {agent.Change} {agent.LeaseUntil:O} {agent.Status?.SampleCount} {agent.Profile?.Sequence} {agent.Registration.Version}";

    private RedisStore Connect() => new(new RedisConnection(_server.Address, TimeProvider.System), new Bells());

    private static async Task FollowAsync(ReplicaStore replica) => await (await replica.FindReplicaAsync(Sea, None))!.FollowAsync(None);

    private static Task<StoredAgent?> FindAsync(ReplicaStore replica, string name) => replica.FindAgentAsync(Sea.Agent(name), None);

    private static async Task<IEnumerable<string>> NamesAsync(ReplicaStore replica) => (await replica.AgentsAsync(Sea, None)).Select(agent => agent.Name);

    private static Task<AgentWritten> RegisterAsync(ReplicaStore replica, string name) => replica.RegisterAsync(
        Sea.Agent(name), Some.Registration, new Lease(Start, 10), EventTexts.Joined(Sea.Agent(name), Start), Back(name), Follows.Anything, None);

    private static Task<ProfileWrite> PublishAsync(ReplicaStore replica, string name, long sequence) =>
        replica.PutProfileAsync(Sea.Agent(name), Some.Profile(sequence), new Lease(Start, 10), Back(name), None);

    private static NewEvent Back(string name) => EventTexts.Back(Sea.Agent(name), Start);
}
