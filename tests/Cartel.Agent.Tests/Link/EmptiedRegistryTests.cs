using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;

namespace Cartel.Agent.Tests.Link;

/// <summary>Real agents on a real registry whose Redis is emptied under them.</summary>
internal sealed class EmptiedRegistryTests
{
    private const int Agents = 4;

    [Test]
    public async Task A_fleet_registers_again_by_itself_with_task_and_profiles()
    {
        using var folder = new TemporaryFolder();
        using var redis = RedisServer.Start();
        await using var registry = await StartAsync(redis, folder);
        using var http = new HttpClient { BaseAddress = new Uri(registry.Urls.Single()) };
        var client = new RegistryClient(http);
        using var stop = new CancellationTokenSource();
        var fleet = Enumerable.Range(1, Agents).Select(i => new LinkedAgent($"agent-{i}", http.BaseAddress)).ToList();
        var running = fleet.Select(agent => agent.RunAsync(stop.Token)).ToList();
        await Eventually.GetAsync(() => PublishedAsync(client), static published => published == Agents);

        redis.Flush();

        // The registry may still answer from memory for a second; then it knows nobody, and then everybody again.
        await Eventually.GetAsync(() => Task.FromResult(fleet.Min(static agent => agent.Forgotten)), static times => times > 0);
        await Eventually.GetAsync(() => PublishedAsync(client), static published => published == Agents);
        Assert.That((await client.TaskAsync("task")).Schema.Classes, Has.Count.EqualTo(4));

        await stop.CancelAsync();
        await Task.WhenAll(running);
        fleet.ForEach(static agent => agent.Dispose());
        await registry.StopAsync();
    }

    private static async Task<WebApplication> StartAsync(RedisServer redis, TemporaryFolder folder)
    {
        var registry = RegistryApplication.Build(new RegistryOptions { Port = 0, Data = folder.Path, Store = StoreKind.Redis, Redis = redis.Address });
        await registry.StartAsync();
        return registry;
    }

    private static async Task<int> PublishedAsync(RegistryClient client)
    {
        try
        {
            return (await client.AgentsAsync("task")).Count(static agent => agent.Profile is not null);
        }
        catch (RegistryException notYet) when (notYet.Problem.Code == "task-not-found")
        {
            return 0;
        }
    }

    /// <summary>An agent whose samples have ended: it says nothing new by itself.</summary>
    private sealed class LinkedAgent : LinkTest
    {
        public LinkedAgent(string name, Uri registry)
            : base(new HttpClientHandler(), settings: new AgentSettings { Name = name, TaskFile = "", Data = "", StateFolder = "", ReportEvery = TimeSpan.FromMilliseconds(200) }, address: registry) =>
            Session.Forgotten += () => Forgotten++;

        public int Forgotten { get; private set; }

        public async Task RunAsync(CancellationToken stop)
        {
            var courier = new Courier(PublicationPolicy.Create());
            courier.Look(State);
            var running = NewLink(courier, TimeProvider.System).RunAsync(stop);
            while (!running.IsCompleted)
            {
                await Mailbox.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Mailbox.Drain();
            }

            await running;
        }
    }
}
