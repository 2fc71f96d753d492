using System.Net;
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
