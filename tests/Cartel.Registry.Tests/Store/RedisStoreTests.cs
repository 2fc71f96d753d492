using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>What only Redis can get wrong: its events reach the log in a second step.</summary>
internal sealed class RedisStoreTests
{
    private static readonly TaskKey Sea = new("default", Some.Task);

    private RedisServer _server = null!;
    private RedisConnection _redis = null!;
    private RedisStore _store = null!;

    [SetUp]
    public void Start()
    {
        _server = RedisServer.Start();
        _redis = new RedisConnection(_server.Address, TimeProvider.System);
        _store = new RedisStore(_redis, new Bells());
    }

    [TearDown]
    public async Task End()
    {
        await _store.DisposeAsync();
        await _redis.DisposeAsync();
        _server.Dispose();
    }

    [Test]
    public async Task What_a_killed_replica_left_half_done_is_finished_once()
    {
        // As if two replicas carried the same events, and one was killed before it could strike them off.
        await LeavePendingAsync("a", "b");
        await _store.DeliverAsync(Sea, CancellationToken.None);
        await LeavePendingAsync("b", "c");
        await _store.DeliverAsync(Sea, CancellationToken.None);

        var page = await _store.EventsAsync("default", 0, 10, CancellationToken.None);
        Assert.That(page.Items.Select(happened => happened.Kind), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That((page.Oldest, page.Newest), Is.EqualTo((1L, 3L)));
        Assert.That(await _redis.RunAsync(RedisKeys.PendingEvents(Sea), static (database, at) => database.ListLengthAsync(at), CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task Every_key_carries_its_hash_tag()
    {
        await _store.PutTaskAsync(Sea, Some.Manifest, standing: null, CancellationToken.None);
        await LeavePendingAsync("a");
        await _store.DeliverAsync(Sea, CancellationToken.None);

        var result = (StackExchange.Redis.RedisValue[])(await _redis.ScriptAsync("return redis.call('KEYS', '*')", [], [], CancellationToken.None))!;

        Assert.That(result.Select(key => (string?)key), Is.All.Match(@"^cartel:\{(registry|default|default/sea)\}:[a-z-]+$").And.Not.Empty);
    }

    [TestCase("profile", "{\"sequence\":")]
    [TestCase("registration", "null")]
    [TestCase("leaseUntil", "tomorrow")]
    [TestCase("leaseSeconds", "")]
    public async Task A_damaged_agent_counts_as_gone_until_it_is_back_and_the_others_are_served(string field, string damage)
    {
        await using var registry = await RunningRegistry.StartAsync(new RegistryOptions { Store = StoreKind.Redis, Redis = _server.Address }, new ManualTime());
        await Some.FleetAsync(registry.Client);
        await _redis.RunAsync(RedisKeys.Agent(Sea.Agent("donor")), (database, at) => database.HashSetAsync(at, field, damage), CancellationToken.None);

        await using var second = await RunningRegistry.StartAsync(new RegistryOptions { Store = StoreKind.Redis, Redis = _server.Address }, new ManualTime());
        Assert.That((await second.Client.AgentsAsync(Some.Task)).Select(static agent => agent.Name), Is.EqualTo(new[] { "target" }));

        await second.Client.RegisterAsync(Some.Task, "donor", Some.Registration);
        await second.Client.PutProfileAsync(Some.Task, "donor", Some.Profile(2));
        Assert.That((await second.Client.AgentsAsync(Some.Task)).Select(static agent => agent.Name), Is.EqualTo(new[] { "donor", "target" }));
    }

    private async Task LeavePendingAsync(params string[] kinds)
    {
        foreach (var kind in kinds)
        {
            var happened = new CartelEvent("", DateTimeOffset.UnixEpoch, kind, Some.Task, "a", null, null, null, null, "It happened.");
            await _redis.RunAsync(
                RedisKeys.PendingEvents(Sea), (database, at) => database.ListRightPushAsync(at, $"{kind}\n{StoredJson.Write(happened)}"), CancellationToken.None);
        }
    }
}
