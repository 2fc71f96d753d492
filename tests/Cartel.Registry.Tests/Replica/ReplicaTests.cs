using System.Collections.Concurrent;
using Cartel.Protocol;
using Cartel.Registry.Tests.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Replica;

/// <summary>Three registry processes over one Redis.</summary>
internal sealed class ReplicaTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private RedisServer _redis = null!;
    private RegistryProcess[] _replicas = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = RedisServer.Start();
        _replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => StartAsync(i)));
        await Some.FleetAsync(_replicas[0].Client);
    }

    [TearDown]
    public void Stop()
    {
        foreach (var replica in _replicas) replica.Dispose();
        _redis.Dispose();
    }

    [OneTimeTearDown]
    public void Tidy() => _folder.Dispose();

    [Test]
    public async Task What_is_published_at_one_is_read_listed_and_chosen_at_the_others()
    {
        await _replicas[0].Client.PutProfileAsync("sea", "target", Some.Profile(7) with { Recall = [0.9, 0.9, null] });
        foreach (var other in _replicas[1..])
        {
            var seen = await Eventually.GetAsync(() => other.Client.AgentAsync("sea", "target"), agent => agent.Profile?.Sequence == 7);
            Assert.That(seen.Liveness, Is.EqualTo(AgentLiveness.Online));
            Assert.That((await other.Client.AgentsAsync("sea")).Select(agent => agent.Name), Is.EqualTo(new[] { "donor", "target" }));
            Assert.That((await other.Client.NeighboursAsync("sea", "target")).Items.Select(one => one.Agent), Is.EqualTo(new[] { "donor" }));
        }

        var transfer = await _replicas[2].Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        Assert.That(transfer.Offers.Select(offer => offer.Agent), Is.EqualTo(new[] { "donor" }));
        Assert.That((await _replicas[1].Client.TransferAsync(transfer.Id)).State, Is.EqualTo(TransferState.Offered));
    }

    [Test]
    public async Task Who_waits_at_one_hears_of_what_is_asked_for_and_happens_at_another()
    {
        await using var stream = _replicas[2].Client.StreamEventsAsync().GetAsyncEnumerator();
        for (var i = 0; i < 2; i++) await stream.MoveNextAsync();
        var waiting = _replicas[1].Client.InboxAsync("sea", "donor", 0, Long);

        var transfer = await _replicas[0].Client.RequestTransferAsync("sea", Some.Request(), Some.Key());

        var inbox = await waiting.WaitAsync(Long / 2);
        Assert.That(inbox.Items.Select(item => (item.TransferId, item.Sha256)), Is.EqualTo(new[] { (transfer.Id, Some.Hash1) }));
        await stream.MoveNextAsync().AsTask().WaitAsync(Long / 2);
        Assert.That(stream.Current.Kind, Is.EqualTo(EventKinds.Novelty));
    }

    [Test]
    public async Task An_agent_that_falls_silent_is_lost_once_however_many_look()
    {
        for (var i = 0; i < 3; i++)
        {
            _replicas[i].Dispose();
            _replicas[i] = await StartAsync(i, lease: "500ms");
        }

        await _replicas[0].Client.RenewLeaseAsync("sea", "donor", new AgentStatus(1));
        await _replicas[0].Client.RenewLeaseAsync("sea", "target", new AgentStatus(1));
        await Task.WhenAll(_replicas.Select(replica => Eventually.GetAsync(
            () => replica.Client.EventsAsync(), events => events.Items.Count(happened => happened.Kind == EventKinds.AgentLost) >= 2)));
        // Each has swept by then, and sweeps again.
        var after = await _replicas[1].Client.EventsAsync();
        await Eventually.GetAsync(() => _replicas[2].Http.GetAsync("/readyz"), static answer => answer.IsSuccessStatusCode);

        Assert.That(
            (await _replicas[2].Client.EventsAsync()).Items.Where(happened => happened.Kind == EventKinds.AgentLost).Select(happened => happened.Agent),
            Is.EquivalentTo(new[] { "donor", "target" }));
        Assert.That(after.Items.Select(happened => happened.Id), Is.Unique);
    }

    // Agents that publish and ask all the while, each going to another replica when one does not answer, as behind a load balancer.
    [Test]
    public async Task Of_what_was_acknowledged_nothing_is_lost_or_doubled_when_replicas_are_killed()
    {
        using var stop = new CancellationTokenSource();
        var (published, opened, written) = (new ConcurrentDictionary<string, long>(), new ConcurrentDictionary<string, string>(), new CountdownEvent(60));
        var work = Enumerable.Range(0, 6).Select(i => WorkAsync(i, published, opened, written, stop.Token)).ToArray();

        for (var killed = 0; killed < 3; killed++)
        {
            await Task.Run(() => written.Wait(Long));
            _replicas[killed].Kill();
            written.Reset(60);
            await Task.Run(() => written.Wait(Long));
            _replicas[killed] = await StartAsync(killed);
        }

        await stop.CancelAsync();
        await Task.WhenAll(work);

        var agents = await _replicas[0].Client.AgentsAsync("sea");
        foreach (var (agent, sequence) in published)
            Assert.That(agents.Single(one => one.Name == agent).Profile!.Sequence, Is.GreaterThanOrEqualTo(sequence), agent);
        var transfers = (await _replicas[1].Client.TransfersAsync("sea")).Where(transfer => transfer.Target.StartsWith("agent", StringComparison.Ordinal)).ToList();
        Assert.That(opened.Values, Is.SubsetOf(transfers.Select(transfer => transfer.Id)));
        Assert.That(transfers.Select(transfer => (transfer.Target, transfer.Trigger.Sample)), Is.Unique, "one key opens one transfer");
        var events = await Eventually.GetAsync(
            () => _replicas[2].Client.EventsAsync(after: "0", limit: 1_000), events => events.Items.Count(happened => happened.Kind == EventKinds.AgentJoined) == 8);
        Assert.That(events.Items.Where(happened => happened.Kind == EventKinds.AgentJoined).Select(happened => happened.Agent), Is.Unique);
        Assert.That(published, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task Behind_nginx_a_killed_replica_is_not_missed()
    {
        using var nginx = await NginxServer.StartAsync(_replicas.Select(replica => replica.Http.BaseAddress!));
        var client = new RegistryClient(nginx.Http);
        for (var i = 1; i <= 12; i++)
        {
            if (i == 5) _replicas[1].Kill();
            await client.PutProfileAsync("sea", "target", Some.Profile(i));
            // Whichever answers has heard of it within a second.
            await Eventually.GetAsync(() => client.AgentAsync("sea", "target"), agent => agent.Profile?.Sequence == i);
        }

        Assert.That((await client.RequestTransferAsync("sea", Some.Request(), Some.Key())).State, Is.EqualTo(TransferState.Offered));
    }

    private Task<RegistryProcess> StartAsync(int number, string lease = "30s") => RegistryProcess.StartAsync(
        "--port", "0", "--redis", _redis.Address, "--lease", lease, "--data", _folder.File($"replica-{number}"));

    private async Task WorkAsync(
        int number, ConcurrentDictionary<string, long> published, ConcurrentDictionary<string, string> opened, CountdownEvent written, CancellationToken stop)
    {
        var agent = $"agent{number}";
        await SomewhereAsync(client => client.RegisterAsync("sea", agent, Some.Registration), number);
        for (var i = 1; !stop.IsCancellationRequested; i++)
        {
            var sequence = i;
            await SomewhereAsync(client => client.PutProfileAsync("sea", agent, Some.Profile(sequence)), number + i);
            published[agent] = i;
            var key = $"{agent}/{i}";
            opened[key] = (await SomewhereAsync(client => client.RequestTransferAsync("sea", Some.Request(agent, sequence), key), number + i)).Id;
            if (!written.IsSet) Signal(written);
        }
    }

    private static void Signal(CountdownEvent written)
    {
        try
        {
            written.Signal();
        }
        catch (InvalidOperationException)
        {
            // Another was faster.
        }
    }

    private async Task<T> SomewhereAsync<T>(Func<RegistryClient, Task<T>> ask, int first)
    {
        for (var i = first; ; i++)
        {
            try
            {
                return await ask(_replicas[i % _replicas.Length].Client);
            }
            catch (Exception elsewhere) when (elsewhere is RegistryUnavailableException or HttpRequestException or ObjectDisposedException)
            {
                Assert.That(i - first, Is.LessThan(1_000), elsewhere.Message);
            }
        }
    }
}
