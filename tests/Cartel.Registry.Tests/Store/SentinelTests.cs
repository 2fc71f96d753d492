using System.Net.Sockets;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Tests.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>A primary and a replica that a real Sentinel guards, both listed as the documents say.</summary>
internal sealed class SentinelTests
{
    private RedisServer _primary = null!;
    private RedisServer _replica = null!;
    private RedisSentinel _sentinel = null!;

    [SetUp]
    public void Start()
    {
        _primary = RedisServer.Start("--repl-diskless-sync-delay", "0");
        _replica = RedisServer.Start("--repl-diskless-sync-delay", "0", "--replicaof", $"127.0.0.1 {_primary.Port}");
        _sentinel = RedisSentinel.Start(_primary, replicas: 1);
    }

    [TearDown]
    public void End()
    {
        _sentinel.Dispose();
        _replica.Dispose();
        _primary.Dispose();
    }

    [Test]
    public async Task When_sentinel_promotes_the_replica_the_registry_serves_on_with_everything_and_so_it_does_when_the_former_primary_is_back()
    {
        await using var registry = await RunningRegistry.StartAsync(new RegistryOptions { Store = StoreKind.Redis, Redis = $"{_primary.Address},{_replica.Address}" });
        await Some.FleetAsync(registry.Client);
        await ReportAsync(registry, 1);
        _primary.WaitForReplica();

        _primary.Kill();
        await ReportAsync(registry, 2);
        await Eventually.GetAsync(() => Task.FromResult(_sentinel.PrimaryPort), port => port == _replica.Port);

        _primary.Restart();
        // A busy machine may look dead to it, and so it may have gone back by itself: what matters is that both are there, and change again.
        await FollowsAsync();
        var before = await Eventually.GetAsync(() => Task.FromResult(_sentinel.PrimaryPort), static port => port > 0);
        await Eventually.GetAsync(() => Task.FromResult(_sentinel.TryFailOver()), static done => done);
        await Eventually.GetAsync(() => Task.FromResult(_sentinel.PrimaryPort), port => port > 0 && port != before);
        // Until it hears of it the former one takes writes, which are lost with it.
        await FollowsAsync();
        await ReportAsync(registry, 3);

        Assert.That((await registry.Client.HistoryAsync("sea", "donor")).Points.Select(static point => point.Status.SampleCount).Distinct(), Is.EqualTo(new[] { 1, 2, 3 }));
        await Eventually.GetAsync(() => registry.Http.GetAsync("/readyz"), static answer => answer.IsSuccessStatusCode);
    }

    [Test]
    public async Task A_sentinel_named_in_place_of_the_nodes_is_told_what_to_name()
    {
        var (code, _, errors) = await RegistryProcess.RunAsync("--port", "0", "--redis", _sentinel.Address);

        Assert.That((code, errors), Is.EqualTo((1, $"The registry cannot run: Redis at {_sentinel.Address} is a Sentinel: name the Redis nodes that it guards in its place, HOST:PORT,HOST:PORT; the client finds the one that takes writes{Environment.NewLine}")));
    }

    // One leads and the other follows it.
    private Task<string> FollowsAsync() => Eventually.GetAsync(
        () => Task.FromResult(RolesOf(_primary) + RolesOf(_replica)),
        static info => info.Contains("master_link_status:up", StringComparison.Ordinal) && info.Contains("state=online", StringComparison.Ordinal));

    // Sentinel hangs up on all clients of a node whose role it changes.
    private static string RolesOf(RedisServer node)
    {
        try
        {
            return node.Command("INFO replication");
        }
        catch (Exception away) when (away is IOException or SocketException)
        {
            return "";
        }
    }

    // What went to the former primary while it was being replaced is refused, or given up with it: an agent reports again.
    private static Task<long> ReportAsync(RunningRegistry registry, int samples) => Eventually.GetAsync(
        async () =>
        {
            try
            {
                await registry.Client.RenewLeaseAsync("sea", "donor", new AgentStatus(samples));
                return (await registry.Client.HistoryAsync("sea", "donor")).Points[^1].Status.SampleCount;
            }
            catch (RegistryUnavailableException)
            {
                return -1;
            }
        },
        last => last == samples);
}
