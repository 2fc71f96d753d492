using System.Net;
using System.Net.Http.Json;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

internal sealed class RedisFailureTests
{
    private RedisServer _redis = null!;
    private RunningRegistry _registry = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = RedisServer.Start();
        _registry = await RunningRegistry.StartAsync(new RegistryOptions { Store = StoreKind.Redis, Redis = _redis.Address });
        await Some.FleetAsync(_registry.Client);
    }

    [TearDown]
    public async Task End()
    {
        await _registry.DisposeAsync();
        _redis.Dispose();
    }

    [Test]
    public async Task A_redis_that_hangs_is_told_and_survived()
    {
        _redis.Pause();
        await AssertUnavailableAsync();

        _redis.Resume();
        await AssertRecoversAsync();
    }

    [Test]
    public async Task A_redis_that_is_killed_is_told_and_survived_with_everything_in_it()
    {
        _redis.Kill();
        await AssertUnavailableAsync();

        _redis.Restart();
        await AssertRecoversAsync();
    }

    [Test]
    public async Task A_registry_starts_without_its_redis_and_serves_when_it_comes()
    {
        _redis.Kill();
        await _registry.RestartAsync();
        await AssertUnavailableAsync();

        _redis.Restart();
        await AssertRecoversAsync();
    }

    [Test]
    public async Task Streams_on_a_redis_that_was_emptied_say_resync()
    {
        await using var stream = _registry.Client.StreamEventsAsync().GetAsyncEnumerator();
        for (var i = 0; i < 2; i++) await stream.MoveNextAsync();

        _redis.Flush();

        Assert.That(await stream.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(stream.Current.Kind, Is.EqualTo(EventKinds.Resync));
    }

    [Test]
    public async Task A_redis_that_is_full_still_reads_says_why_it_does_not_write_and_loses_nothing()
    {
        _redis.Command("CONFIG SET maxmemory 100kb");

        await Eventually.GetAsync(ReadinessAsync, static answer => answer.Status == 503 && answer.Text.Contains("OOM", StringComparison.Ordinal));
        using var report = await _registry.Http.PutAsync("/api/v1/namespaces/default/tasks/sea/agents/donor/lease", JsonContent.Create(new AgentStatus(7), CartelJson.Default.AgentStatus));
        Assert.That(await Refused.OfAsync(report), Is.EqualTo((503, "store-unavailable")));
        Assert.That(report.Headers.RetryAfter!.Delta!.Value.TotalSeconds, Is.InRange(1, 60));
        Assert.That((await _registry.Client.AgentAsync("sea", "donor")).Status, Is.Null, "nothing of it was written");

        _redis.Command("CONFIG SET maxmemory 0");
        await AssertRecoversAsync();
    }

    [Test]
    public async Task A_redis_that_became_a_replica_says_so_and_serves_again_when_it_is_promoted()
    {
        using var other = RedisServer.Start();
        await FollowAsync(other, _redis);
        other.Command("REPLICAOF NO ONE");
        await FollowAsync(_redis, other);

        await Eventually.GetAsync(ReadinessAsync, static answer => answer.Status == 503 && answer.Text.Contains("READONLY", StringComparison.Ordinal));
        Assert.That(
            async () => await _registry.Client.RenewLeaseAsync("sea", "donor", new AgentStatus(1)),
            Throws.InstanceOf<RegistryUnavailableException>().With.Property("Problem").Property("Code").EqualTo("store-unavailable"));

        _redis.Command("REPLICAOF NO ONE");
        await AssertRecoversAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Of_two_listed_the_one_that_was_promoted_serves_on_with_everything(bool isKilled)
    {
        using var other = RedisServer.Start();
        await using var registry = await RunningRegistry.StartAsync(new RegistryOptions { Store = StoreKind.Redis, Redis = $"{_redis.Address},{other.Address}" });
        await FollowAsync(other, _redis);
        await registry.Client.RenewLeaseAsync("sea", "donor", new AgentStatus(7));
        _redis.WaitForReplica();

        if (isKilled) _redis.Kill();
        other.Command("REPLICAOF NO ONE");
        if (!isKilled) await FollowAsync(_redis, other);

        // Sentinel would have done the same. The former primary may take a write or two until it hears of it: those it gives up.
        await Eventually.GetAsync(() => TryAsync(registry, new AgentStatus(8)), static done => done);
        // A command that had to be tried twice is seen a second later at most, as if another registry had sent it.
        await Eventually.GetAsync(() => registry.Client.AgentAsync("sea", "donor"), static agent => agent.Status!.SampleCount == 8);
        Assert.That((await registry.Client.HistoryAsync("sea", "donor")).Points[0].Status.SampleCount, Is.EqualTo(7));
    }

    [Test, Category("Slow")]
    public async Task A_cluster_whose_master_is_killed_serves_on_with_everything_its_replica_had()
    {
        using var cluster = RedisCluster.Start(replicas: 1);
        await using var registry = await RunningRegistry.StartAsync(new RegistryOptions { Store = StoreKind.Redis, Redis = cluster.Address });
        await Some.FleetAsync(registry.Client);
        await registry.Client.RenewLeaseAsync("sea", "donor", new AgentStatus(7));
        var master = cluster.MasterOf("cartel:{default/sea}:task");
        master.WaitForReplica();

        master.Kill();

        await Eventually.GetAsync(() => TryAsync(registry, new AgentStatus(8)), static done => done);
        Assert.That((await registry.Client.HistoryAsync("sea", "donor")).Points.Select(point => point.Status.SampleCount), Is.EqualTo(new[] { 7, 8 }));
        await Eventually.GetAsync(() => registry.Http.GetAsync("/readyz"), static answer => answer.IsSuccessStatusCode);
    }

    private static async Task FollowAsync(RedisServer replica, RedisServer primary)
    {
        replica.Command($"REPLICAOF 127.0.0.1 {primary.Port}");
        await Eventually.GetAsync(
            () => Task.FromResult(replica.Command("INFO replication")), static info => info.Contains("master_link_status:up", StringComparison.Ordinal));
    }

    private static async Task<bool> TryAsync(RunningRegistry registry, AgentStatus status)
    {
        try
        {
            await registry.Client.RenewLeaseAsync("sea", "donor", status);
            return true;
        }
        catch (RegistryUnavailableException)
        {
            return false;
        }
    }

    private async Task<(int Status, string Text)> ReadinessAsync()
    {
        using var answer = await _registry.Http.GetAsync("/readyz");
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task AssertUnavailableAsync()
    {
        // For a second it tells what it knew.
        var answer = await Eventually.GetAsync(
            () => _registry.Http.GetAsync("/api/v1/namespaces/default/tasks/sea/agents/donor"), answer => !answer.IsSuccessStatusCode);
        Assert.That(await Refused.OfAsync(answer), Is.EqualTo((503, "store-unavailable")));
        Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
        Assert.That((await _registry.Http.GetAsync("/readyz")).StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await _registry.Http.GetAsync("/healthz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            async () => await _registry.Client.AgentsAsync("sea"), Throws.InstanceOf<RegistryUnavailableException>());
    }

    private async Task AssertRecoversAsync()
    {
        await Eventually.GetAsync(() => _registry.Http.GetAsync("/readyz"), answer => answer.IsSuccessStatusCode);
        var transfer = await _registry.Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        Assert.That(transfer.State, Is.EqualTo(TransferState.Offered));
        var kinds = (await _registry.Client.EventsAsync()).Items.Select(happened => happened.Kind).Where(kind => !kind.StartsWith("agent.", StringComparison.Ordinal));
        Assert.That(kinds, Is.EqualTo(new[] { "novelty", "transfer.offered" }));
    }
}
