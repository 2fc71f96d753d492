using System.Security.Cryptography;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;

namespace Cartel.Registry.Tests.Store;

/// <summary>Two registries on one Redis whose sweeps look once an hour: who waits at one hears what the other did by its bells, or not at all.</summary>
internal sealed class RedisBellsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly List<IDisposable> _clients = [];
    private readonly List<WebApplication> _registries = [];
    private TemporaryFolder _folder = null!;
    private RedisServer _redis = null!;
    private RegistryClient _writer = null!;
    private RegistryClient _waiter = null!;

    [SetUp]
    public async Task Start()
    {
        (_folder, _redis) = (new TemporaryFolder(), RedisServer.Start());
        (_writer, _waiter) = (await StartAsync("writer"), await StartAsync("waiter"));
        await Some.FleetAsync(_writer);
    }

    [TearDown]
    public async Task End()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var registry in _registries) await registry.DisposeAsync();
        _clients.Clear();
        _registries.Clear();
        _redis.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_donor_that_waits_for_requests_hears_one_made_elsewhere()
    {
        var waiting = _waiter.InboxAsync("sea", "donor", 0, Long);
        await WaitsAsync(waiting);

        var transfer = await _writer.RequestTransferAsync("sea", Some.Request(), Some.Key());
        await _writer.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));

        Assert.That((await waiting.WaitAsync(Long / 2)).Items[0].Sha256, Is.EqualTo(Some.Hash1));
    }

    [Test]
    public async Task A_stream_hears_events_written_elsewhere()
    {
        await using var stream = _waiter.StreamEventsAsync().GetAsyncEnumerator();
        for (var i = 0; i < 2; i++) await stream.MoveNextAsync();
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            var waiting = stream.MoveNextAsync().AsTask();
            await WaitsAsync(waiting);

            await _writer.RegisterAsync("sea", name, Some.Registration);

            Assert.That(await waiting.WaitAsync(Long / 2), Is.True);
            Assert.That((stream.Current.Kind, stream.Current.Agent), Is.EqualTo((EventKinds.AgentJoined, name)));
        }
    }

    [Test]
    public async Task Who_waits_for_a_part_hears_its_upload_elsewhere_also_after_redis_was_restarted()
    {
        _redis.Kill();
        _redis.Restart();
        await Eventually.GetAsync(() => CanAsync(_writer), static can => can);
        await Eventually.GetAsync(() => Task.FromResult(_redis.Command("PUBSUB NUMSUB cartel:bells")), static answer => answer.EndsWith(":2\r\n", StringComparison.Ordinal));
        byte[] part = [1, 2, 3];
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(part));
        var waiting = _waiter.DownloadPartAsync(sha256, 100, Long);
        await WaitsAsync(waiting);

        await _writer.UploadPartAsync(sha256, part);

        Assert.That(await waiting.WaitAsync(Long / 2), Is.EqualTo(part));
    }

    // It has looked once and found nothing: had it not, it would have found nothing to wait for, and the test would prove less, not fail.
    private async Task WaitsAsync(Task waiting)
    {
        await _waiter.AgentsAsync("sea");
        Assert.That(waiting.IsCompleted, Is.False);
    }

    private static async Task<bool> CanAsync(RegistryClient client)
    {
        try
        {
            await client.RenewLeaseAsync("sea", "donor", new AgentStatus(1));
            return true;
        }
        catch (RegistryUnavailableException)
        {
            return false;
        }
    }

    private async Task<RegistryClient> StartAsync(string name)
    {
        var registry = RegistryApplication.Build(new RegistryOptions
        {
            Port = 0,
            Data = _folder.File(name),
            Store = StoreKind.Redis,
            Redis = _redis.Address,
            Sweep = TimeSpan.FromHours(1),
            // An inbox looks again at a third of a lease.
            Lease = TimeSpan.FromMinutes(5),
        });
        _registries.Add(registry);
        await registry.StartAsync();
        var http = new HttpClient { BaseAddress = new Uri(registry.Urls.Single()) };
        _clients.Add(http);
        return new RegistryClient(http);
    }
}
