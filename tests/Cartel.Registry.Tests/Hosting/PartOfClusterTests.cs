using System.Net;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

/// <summary>A cluster of three masters of which one is gone, without a replica: what lies on the others is served.</summary>
internal sealed class PartOfClusterTests
{
    private const string Root = "/api/v1/namespaces/default/tasks";

    private RedisCluster _cluster = null!;
    private RunningRegistry _registry = null!;
    private RedisServer _victim = null!;

    // A task on the master that is to be gone, which holds neither the list of namespaces nor the namespace's events, and one that is on another.
    private string _lost = "";
    private string _kept = "";

    [SetUp]
    public async Task Start()
    {
        _cluster = RedisCluster.Start(replicas: 0, "--cluster-require-full-coverage", "no", "--cluster-node-timeout", "15000");
        _registry = await RunningRegistry.StartAsync(new RegistryOptions { Store = StoreKind.Redis, Redis = _cluster.Address, Lease = TimeSpan.FromMilliseconds(500) });
        var masters = new Dictionary<string, RedisServer>();
        foreach (var task in Enumerable.Range(0, 16).Select(static i => $"task-{i}"))
        {
            await _registry.Client.PutTaskAsync(Some.Manifest with { Name = task });
            await _registry.Client.RegisterAsync(task, "agent", Some.Registration);
            await _registry.Client.PutProfileAsync(task, "agent", Some.Profile());
            masters[task] = _cluster.MasterOf($"cartel:{{default/{task}}}:task");
        }

        RedisServer[] needed = [_cluster.MasterOf("cartel:{registry}:namespaces"), _cluster.MasterOf("cartel:{default}:tasks")];
        (_lost, _victim) = masters.First(one => !needed.Contains(one.Value));
        _kept = masters.First(one => one.Value != _victim).Key;
    }

    [TearDown]
    public async Task End()
    {
        await _registry.DisposeAsync();
        _cluster.Dispose();
    }

    [TestCase(true)]
    [TestCase(false, Description = "it hangs")]
    public async Task Only_what_lies_on_a_lost_master_is_out_which_is_told_and_all_is_well_when_it_is_back(bool isKilled)
    {
        if (isKilled) _victim.Kill();
        else _victim.Pause();
        await Eventually.GetAsync(() => StatusAsync(_lost), static status => status is HttpStatusCode.ServiceUnavailable);

        for (var sequence = 2; sequence < 22; sequence++)
        {
            await _registry.Client.PutProfileAsync(_kept, "agent", Some.Profile(sequence));
            Assert.That(await StatusAsync(_kept), Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await StatusAsync(_lost), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        var transfer = await _registry.Client.RequestTransferAsync(_kept, Some.Request("agent"), Some.Key());
        Assert.That((await _registry.Client.TransferAsync(transfer.Id)).Target, Is.EqualTo("agent"));
        var readiness = await Eventually.GetAsync(ReadinessAsync, static answer => answer.Status is HttpStatusCode.OK);
        // The reason is that of the last try: a client that is made while it hangs has no connection.
        Assert.That(readiness.Text, Does.StartWith($"degraded: Redis at {_victim.Address} does not answer: ").And.Not.Contains(";"));
        await AssertSweepGoesOnAsync();

        if (isKilled) _victim.Restart();
        else _victim.Resume();
        await Eventually.GetAsync(ReadinessAsync, static answer => answer is (HttpStatusCode.OK, "ok"));
        Assert.That((await _registry.Client.AgentAsync(_lost, "agent")).Profile!.Sequence, Is.EqualTo(1));
        await _registry.Client.PutProfileAsync(_lost, "agent", Some.Profile(2));
    }

    [Test]
    public async Task A_registry_that_starts_meanwhile_serves_the_others_as_well()
    {
        _victim.Kill();
        await _registry.RestartAsync();

        await Eventually.GetAsync(ReadinessAsync, static answer => answer.Status is HttpStatusCode.OK);
        Assert.That((await _registry.Client.AgentAsync(_kept, "agent")).Profile!.Sequence, Is.EqualTo(1));
        Assert.That(await StatusAsync(_lost), Is.EqualTo(HttpStatusCode.ServiceUnavailable));

        _victim.Restart();
        await Eventually.GetAsync(() => StatusAsync(_lost), static status => status is HttpStatusCode.OK);
    }

    // Somebody is found lost on another master, and the event of it is written.
    private Task<IReadOnlyList<CartelEvent>> AssertSweepGoesOnAsync() => Eventually.GetAsync(
        async () => (IReadOnlyList<CartelEvent>)(await _registry.Client.EventsAsync()).Items,
        events => events.Any(happened => happened.Kind == EventKinds.AgentLost && happened.Task == _kept));

    private async Task<HttpStatusCode> StatusAsync(string task)
    {
        using var answer = await _registry.Http.GetAsync($"{Root}/{task}/agents/agent");
        return answer.StatusCode;
    }

    private async Task<(HttpStatusCode Status, string Text)> ReadinessAsync()
    {
        using var answer = await _registry.Http.GetAsync("/readyz");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
