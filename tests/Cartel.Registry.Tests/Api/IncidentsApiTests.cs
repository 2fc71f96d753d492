using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class IncidentsApiTests : RegistryTest
{
    private long _sample = 40;

    [SetUp]
    public async Task MakeFleet()
    {
        await Client.PutTaskAsync(Some.Manifest);
        for (var i = 1; i <= 4; i++) await Client.RegisterAsync(Some.Task, $"gateway-{i}", Some.Registration);
    }

    [Test]
    public async Task The_same_drift_at_many_agents_is_one_incident()
    {
        foreach (var agent in (string[])["gateway-1", "gateway-2", "gateway-3", "gateway-1"]) await DriftAsync(agent, 2);
        await DriftAsync("gateway-4", 0);

        var found = await FindAsync("");

        Assert.That(found.Complete, Is.True);
        var one = found.Items.Single();
        Assert.That((one.Kind, one.Agents, one.Signals), Is.EqualTo((TriggerKind.Drift, 3, 4)));
        Assert.That(one.Classes, Is.EqualTo(new[] { 2 }));
        Assert.That(one.FirstAgents, Is.EqualTo(new[] { "gateway-1", "gateway-2", "gateway-3" }));
        Assert.That(one.To - one.From, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Window_and_least_size_may_be_asked_for_and_the_latest_comes_first()
    {
        foreach (var agent in (string[])["gateway-1", "gateway-2", "gateway-3"]) await DriftAsync(agent, 2);

        Assert.That((await FindAsync("?windowSeconds=9")).Items, Is.Empty, "10 s lie between them");
        Assert.That((await FindAsync("?windowSeconds=9&leastAgents=1")).Items.Select(static one => one.FirstAgents.Single()), Is.EqualTo(new[] { "gateway-3", "gateway-2", "gateway-1" }));
        Assert.That((await FindAsync("?windowSeconds=9&leastAgents=1&limit=1")).Items, Has.Count.EqualTo(1));
    }

    [TestCase("tasks/sea/incidents?windowSeconds=0", "invalid-query")]
    [TestCase("tasks/sea/incidents?leastAgents=0", "invalid-query")]
    [TestCase("tasks/sea/incidents?limit=0", "invalid-query")]
    [TestCase("tasks/none/incidents", "task-not-found")]
    public async Task What_is_asked_wrongly_is_refused(string path, string code) =>
        Assert.That((await Refused.OfAsync(await Http.GetAsync($"{Root}/{path}"))).Code, Is.EqualTo(code));

    // Each at a later sample: the same signal of one sample is one event.
    private async Task DriftAsync(string agent, int label)
    {
        await Client.SignalAsync(Some.Task, agent, new AgentSignal(TriggerKind.Drift, ++_sample, [label]), Some.Key());
        Time.Advance(TimeSpan.FromSeconds(10));
    }

    private async Task<IncidentList> FindAsync(string query) =>
        (await Http.GetFromJsonAsync($"{Root}/tasks/sea/incidents{query}", CartelJson.Default.IncidentList))!;
}
