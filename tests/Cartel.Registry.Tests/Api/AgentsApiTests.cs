using System.Net;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class AgentsApiTests : RegistryTest
{
    [Test]
    public async Task Registering_again_is_not_a_second_birth()
    {
        await Client.PutTaskAsync(Some.Manifest);
        var grant = await Client.RegisterAsync("sea", "a", Some.Registration);
        await Client.RegisterAsync("sea", "a", Some.Registration);

        // Base lease 10 s, lengthened by up to a quarter at random.
        Assert.That(grant.LeaseSeconds, Is.InRange(10, 12.5));
        Assert.That(grant.ServerTime, Is.EqualTo(Time.GetUtcNow()));
        Assert.That(await EventKindsAsync(), Is.EqualTo(new[] { EventKinds.AgentJoined }));
        var agent = await Client.AgentAsync("sea", "a");
        Assert.That((agent.Liveness, agent.LeaseUntil), Is.EqualTo((AgentLiveness.Online, agent.LeaseUntil)));
        Assert.That(agent is { Status: null, Profile: null, Task: "sea" }, Is.True);
    }

    [Test]
    public async Task Who_registers_hears_whether_others_have_learned_already()
    {
        await Client.PutTaskAsync(Some.Manifest);
        var first = await Client.RegisterAsync(Some.Task, "first", Some.Registration);
        var beside = await Client.RegisterAsync(Some.Task, "beside", Some.Registration);
        await Client.PutProfileAsync(Some.Task, "first", Some.Profile());

        var later = await Client.RegisterAsync(Some.Task, "later", Some.Registration);

        Assert.That((first.Learned, beside.Learned, later.Learned), Is.EqualTo((false, false, true)));
    }

    [Test]
    public async Task A_registration_that_does_not_fit_is_refused_and_no_agent_appears()
    {
        Assert.That(await Refused.CodeOfAsync(() => Client.RegisterAsync("sea", "a", Some.Registration)), Is.EqualTo("task-not-found"));
        await Client.PutTaskAsync(Some.Manifest);

        foreach (var (registration, code) in new[]
        {
            (Some.Registration with { SchemaHash = Some.Hash1 }, "schema-mismatch"),
            (Some.Registration with { SchemaHash = "ABC" }, "invalid-registration"),
            (Some.Registration with { Version = "" }, "invalid-registration"),
            (Some.Registration with { Labels = Enumerable.Range(0, 33).ToDictionary(i => $"{i}", i => "x") }, "invalid-registration"),
            (Some.Registration with { Labels = new Dictionary<string, string> { ["site"] = new('x', 257) } }, "invalid-registration"),
        })
        {
            Assert.That(await Refused.CodeOfAsync(() => Client.RegisterAsync("sea", "a", registration)), Is.EqualTo(code));
        }

        Assert.That(await Client.AgentsAsync("sea"), Is.Empty);
        Assert.That(await EventKindsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_lease_that_runs_out_makes_an_agent_late_then_offline_and_its_return_is_noted()
    {
        await Client.PutTaskAsync(Some.Manifest);
        await Client.RegisterAsync("sea", "a", Some.Registration);

        Time.Advance(TimeSpan.FromSeconds(13));
        Assert.That((await Client.AgentAsync("sea", "a")).Liveness, Is.EqualTo(AgentLiveness.Late));
        await EventKindsAsync(until: kinds => kinds.Contains(EventKinds.AgentLost));
        Time.Advance(TimeSpan.FromSeconds(125));
        Assert.That((await Client.AgentAsync("sea", "a")).Liveness, Is.EqualTo(AgentLiveness.Offline));

        await Client.RenewLeaseAsync("sea", "a", new AgentStatus(7, 0.5));
        await Client.RenewLeaseAsync("sea", "a", new AgentStatus(8, 0.5));

        Assert.That((await Client.AgentAsync("sea", "a")).Liveness, Is.EqualTo(AgentLiveness.Online));
        Assert.That(await EventKindsAsync(), Is.EqualTo(new[] { EventKinds.AgentJoined, EventKinds.AgentLost, EventKinds.AgentBack }));
    }

    [Test]
    public async Task Silence_of_the_registry_itself_is_not_held_against_its_agents()
    {
        await Client.PutTaskAsync(Some.Manifest);
        await Client.RegisterAsync("sea", "a", Some.Registration);
        await Registry.StopAsync();
        Time.Advance(TimeSpan.FromHours(1));
        await Registry.ResumeAsync();

        await Client.RenewLeaseAsync("sea", "a", new AgentStatus(7));
        Time.Advance(TimeSpan.FromSeconds(9));
        await Client.RenewLeaseAsync("sea", "a", new AgentStatus(8));

        Assert.That(await EventKindsAsync(), Is.EqualTo(new[] { EventKinds.AgentJoined }));
    }

    [TestCase(-1, 0.5, "negative-count")]
    [TestCase(1, 1.5, "rate-out-of-range")]
    [TestCase(1, -0.1, "rate-out-of-range")]
    public async Task A_status_out_of_range_is_refused_and_leaves_no_trace(long samples, double accuracy, string code)
    {
        await Some.FleetAsync(Client);

        Assert.That(await Refused.CodeOfAsync(() => Client.RenewLeaseAsync("sea", "donor", new AgentStatus(samples, accuracy))), Is.EqualTo(code));
        Assert.That((await Client.AgentAsync("sea", "donor")).Status, Is.Null);
        Assert.That((await Client.HistoryAsync("sea", "donor")).Points, Is.Empty);
    }

    [Test]
    public async Task The_history_thins_out_but_keeps_its_ends()
    {
        await Some.FleetAsync(Client);
        for (var i = 0; i <= 10; i++)
        {
            await Client.RenewLeaseAsync("sea", "donor", new AgentStatus(i, 0.1 * i));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var all = await Client.HistoryAsync("sea", "donor");
        var few = await Client.HistoryAsync("sea", "donor", limit: 3);

        Assert.That(all.Points.Select(point => point.Status.SampleCount), Is.EqualTo(Enumerable.Range(0, 11)));
        Assert.That(all.Points[10].At - all.Points[0].At, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(few.Points.Select(point => point.Status.SampleCount), Is.EqualTo(new[] { 0, 5, 10 }));
        Assert.That(await Refused.CodeOfAsync(() => Client.HistoryAsync("sea", "donor", limit: 1)), Is.EqualTo("invalid-query"));
        Assert.That(await Refused.CodeOfAsync(() => Client.HistoryAsync("sea", "nobody")), Is.EqualTo("agent-not-found"));
    }

    [Test]
    public async Task An_agent_that_is_removed_is_gone()
    {
        await Some.FleetAsync(Client);

        await Client.RemoveAgentAsync("sea", "donor");

        Assert.That(await Refused.CodeOfAsync(() => Client.RemoveAgentAsync("sea", "donor")), Is.EqualTo("agent-not-found"));
        Assert.That(await Refused.CodeOfAsync(() => Client.AgentAsync("sea", "donor")), Is.EqualTo("agent-not-found"));
        Assert.That(await Refused.CodeOfAsync(() => Client.RenewLeaseAsync("sea", "donor", new AgentStatus(1))), Is.EqualTo("agent-not-found"));
        Assert.That((await Client.AgentsAsync("sea")).Select(agent => agent.Name), Is.EqualTo(new[] { "target" }));
    }

    [Test]
    public async Task An_agent_has_an_etag_that_changes_with_it()
    {
        await Some.FleetAsync(Client);
        var before = (await Http.GetAsync($"{Root}/tasks/sea/agents/donor")).Headers.ETag;
        using var same = new HttpRequestMessage(HttpMethod.Get, $"{Root}/tasks/sea/agents/donor");
        same.Headers.IfNoneMatch.Add(before!);
        Assert.That((await Http.SendAsync(same)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));

        await Client.RenewLeaseAsync("sea", "donor", new AgentStatus(1));

        Assert.That((await Http.GetAsync($"{Root}/tasks/sea/agents/donor")).Headers.ETag, Is.Not.EqualTo(before));
    }

    [Test]
    public async Task A_namespace_sees_nothing_of_another()
    {
        await Some.FleetAsync(Client);
        var other = new RegistryClient(Http, "other");

        Assert.That(await other.TasksAsync(), Is.Empty);
        Assert.That((await other.EventsAsync()).Items, Is.Empty);
        Assert.That(await Refused.CodeOfAsync(() => other.AgentsAsync("sea")), Is.EqualTo("task-not-found"));
    }
}
