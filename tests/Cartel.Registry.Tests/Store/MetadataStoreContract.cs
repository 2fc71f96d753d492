using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <summary>What every store promises. A new engine joins by one line here.</summary>
[TestFixture(typeof(EmbeddedEngine))]
[TestFixture(typeof(RedisEngine))]
[TestFixture(typeof(RedisClusterEngine))]
[TestFixture(typeof(GarnetEngine))]
[TestFixture(typeof(SimulatedEngine))]
internal sealed partial class MetadataStoreContract<TEngine> : EngineContract<TEngine>
    where TEngine : IStoreEngine, new()
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TaskKey Task = new("default", Some.Task);
    private static readonly AgentKey Agent = Task.Agent("target");

    private IMetadataStore _store = null!;

    [SetUp]
    public void Open() => _store = Engine.OpenEmpty();

    [TearDown]
    public async Task Close() => await _store.DisposeAsync();

    [Test]
    public async Task A_task_is_created_once_and_replaced_only_by_something_else()
    {
        Assert.That(await PutTaskAsync(), Is.EqualTo(TaskWrite.Created));
        Assert.That(await PutTaskAsync(), Is.EqualTo(TaskWrite.Unchanged));
        Assert.That(await PutTaskAsync(Some.Manifest with { Description = "new" }), Is.EqualTo(TaskWrite.Replaced));
        Assert.That((await _store.FindTaskAsync(Task, None))!.Description, Is.EqualTo("new"));
        Assert.That(await _store.TaskKeysAsync(None), Is.EqualTo(new[] { Task }));
    }

    [Test]
    public async Task A_task_with_agents_keeps_its_schema_and_stays()
    {
        await RegisterAsync();
        var other = Some.Manifest with { Schema = Some.Manifest.Schema with { Classes = ["a", "b"] } };

        Assert.That(await PutTaskAsync(other), Is.EqualTo(TaskWrite.InUse));
        Assert.That(await _store.RemoveTaskAsync(Task, standing: null, None), Is.EqualTo(TaskRemoval.InUse));
        Assert.That((await _store.FindTaskAsync(Task, None))!.Schema.Classes, Has.Count.EqualTo(3));

        await _store.RemoveAgentAsync(Agent, Follows.Anything, None);
        Assert.That(await PutTaskAsync(other), Is.EqualTo(TaskWrite.Replaced));
        Assert.That(await _store.RemoveTaskAsync(Task, standing: null, None), Is.EqualTo(TaskRemoval.Removed));
        Assert.That(await _store.RemoveTaskAsync(Task, standing: null, None), Is.EqualTo(TaskRemoval.Unknown));
        Assert.That(await _store.TasksAsync("default", None), Is.Empty);
    }

    [Test]
    public async Task Tasks_come_in_name_order_and_only_from_their_namespace()
    {
        foreach (var (ns, name) in new[] { ("n", "b"), ("n", "a"), ("m", "c") })
            await _store.PutTaskAsync(new TaskKey(ns, name), Some.Manifest with { Name = name }, standing: null, None);

        Assert.That((await _store.TasksAsync("n", None)).Select(task => task.Name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(await _store.TaskKeysAsync(None), Is.EquivalentTo(new[] { new TaskKey("m", "c"), new TaskKey("n", "a"), new TaskKey("n", "b") }));
    }

    [Test]
    public async Task A_registration_needs_its_task_and_the_tasks_schema()
    {
        Assert.That(await RegisterAsync(Agent, Some.Registration, putTask: false), Is.EqualTo(AgentWrite.UnknownTask));
        Assert.That(await RegisterAsync(Agent, Some.Registration with { SchemaHash = Some.Hash1 }), Is.EqualTo(AgentWrite.WrongSchema));
        Assert.That(await _store.AgentsAsync(Task, None), Is.Empty);
        Assert.That(await EventsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_second_registration_keeps_the_first_time_and_writes_no_event()
    {
        Assert.That(await RegisterAsync(), Is.EqualTo(AgentWrite.Created));
        Assert.That(
            await RegisterAsync(Agent, Some.Registration with { Version = "2.0" }, at: Start.AddSeconds(3)), Is.EqualTo(AgentWrite.Again));

        var agent = (await _store.FindAgentAsync(Agent, None))!;
        Assert.That(agent.RegisteredAt, Is.EqualTo(Start));
        Assert.That(agent.Registration.Version, Is.EqualTo("2.0"));
        Assert.That((agent.LeaseUntil, agent.LeaseSeconds), Is.EqualTo((Start.AddSeconds(13), 10.0)));
        Assert.That(await KindsAsync(), Is.EqualTo(new[] { EventKinds.AgentJoined }));
    }

    [Test]
    public async Task An_agent_that_is_lost_comes_back_once()
    {
        await RegisterAsync();
        Assert.That(await _store.LapsedAsync(Task, Start.AddSeconds(10), None), Is.Empty, "the end of a lease belongs to it");
        var lapse = (await _store.LapsedAsync(Task, Start.AddSeconds(11), None)).Single();
        Assert.That(lapse, Is.EqualTo(new LapsedLease("target", Start.AddSeconds(10))));

        Assert.That(await MarkLostAsync(lapse), Is.True);
        Assert.That(await MarkLostAsync(lapse), Is.False, "it is marked already");
        Assert.That(await _store.LapsedAsync(Task, Start.AddSeconds(11), None), Is.Empty);
        Assert.That(await _store.CountLeasesAsync(Task, None), Is.Zero);

        await RenewAsync(Start.AddSeconds(12));
        await RenewAsync(Start.AddSeconds(13));
        Assert.That(await KindsAsync(), Is.EqualTo(new[] { EventKinds.AgentJoined, EventKinds.AgentLost, EventKinds.AgentBack }));
        Assert.That(await _store.CountLeasesAsync(Task, None), Is.EqualTo(1));
    }

    [Test]
    public async Task An_agent_whose_lease_was_renewed_meanwhile_is_not_lost()
    {
        await RegisterAsync();
        var lapse = (await _store.LapsedAsync(Task, Start.AddSeconds(11), None)).Single();
        await RenewAsync(Start.AddSeconds(11));

        Assert.That(await MarkLostAsync(lapse), Is.False);
        Assert.That(await KindsAsync(), Is.EqualTo(new[] { EventKinds.AgentJoined }));
    }

    [Test]
    public async Task The_history_keeps_the_last_reports_in_order()
    {
        await RegisterAsync();
        for (var i = 0; i < Keep.HistoryPoints + 5; i++)
            await _store.RenewLeaseAsync(Agent, new AgentStatus(i, 0.5), new Lease(Start.AddSeconds(i), 10), Back(Start), None);

        var history = await _store.HistoryAsync(Agent, None);
        Assert.That(history.Select(point => point.Status.SampleCount), Is.EqualTo(Enumerable.Range(5, Keep.HistoryPoints)));
        Assert.That(history[0].At, Is.EqualTo(Start.AddSeconds(5)));
        Assert.That((await _store.FindAgentAsync(Agent, None))!.Status!.SampleCount, Is.EqualTo(Keep.HistoryPoints + 4));
    }

    [Test]
    public async Task Of_what_an_agent_says_of_itself_the_last_stands()
    {
        Assert.That(await _store.PutVitalsAsync(Agent, Some.Vitals, None), Is.False, "nobody knows it");
        await RegisterAsync();
        Assert.That(await _store.FindVitalsAsync(Agent, None), Is.Null);

        Assert.That(await _store.PutVitalsAsync(Agent, Some.Vitals with { Detectors = [] }, None), Is.True);
        await _store.PutVitalsAsync(Agent, Some.Vitals with { At = Start }, None);
        await RenewAsync(Start);

        Assert.That(Json(await _store.FindVitalsAsync(Agent, None)), Is.EqualTo(Json(Some.Vitals with { At = Start })));

        static string Json(AgentVitals? vitals) => StoredJson.Write(vitals!, CartelJson.Default.AgentVitals);
    }

    [Test]
    public async Task An_agent_that_was_removed_leaves_nothing_behind()
    {
        await RegisterAsync();
        await RenewAsync(Start);
        await _store.PutVitalsAsync(Agent, Some.Vitals, None);

        Assert.That((await _store.RemoveAgentAsync(Agent, Follows.Anything, None)).Outcome, Is.EqualTo(AgentRemoval.Removed));
        Assert.That((await _store.RemoveAgentAsync(Agent, Follows.Anything, None)).Outcome, Is.EqualTo(AgentRemoval.Unknown));
        Assert.That(await _store.FindAgentAsync(Agent, None), Is.Null);
        Assert.That(await _store.HistoryAsync(Agent, None), Is.Empty);
        Assert.That(await _store.FindVitalsAsync(Agent, None), Is.Null);
        Assert.That(await RenewAsync(Start), Is.False);
    }

    // 2⁵³ and its successor: the same number for an engine that counts in doubles.
    [TestCase(7, 8)]
    [TestCase(9, 10)]
    [TestCase(9007199254740992, 9007199254740993)]
    public async Task A_profile_gives_way_only_to_a_later_one(long first, long second)
    {
        await RegisterAsync();

        Assert.That(await PutProfileAsync(Some.Profile(first)), Is.EqualTo(new ProfileWrite(ProfileOutcome.Stored, first)));
        Assert.That(await PutProfileAsync(Some.Profile(first)), Is.EqualTo(new ProfileWrite(ProfileOutcome.Repeated, first)));
        Assert.That(
            await PutProfileAsync(Some.Profile(first) with { ModelVersion = 9 }), Is.EqualTo(new ProfileWrite(ProfileOutcome.Stale, first)));
        Assert.That(await PutProfileAsync(Some.Profile(second)), Is.EqualTo(new ProfileWrite(ProfileOutcome.Stored, second)));
        Assert.That(await PutProfileAsync(Some.Profile(first)), Is.EqualTo(new ProfileWrite(ProfileOutcome.Stale, second)));

        Assert.That((await _store.FindAgentAsync(Agent, None))!.Profile!.ModelVersion, Is.EqualTo(300));
    }

    [Test]
    public async Task A_profile_of_an_agent_that_never_registered_is_refused() => Assert.That(
        (await PutProfileAsync(Some.Profile())).Outcome, Is.EqualTo(ProfileOutcome.UnknownAgent));

    private async Task<TaskWrite> PutTaskAsync(TaskManifest? manifest = null) =>
        await _store.PutTaskAsync(Task, manifest ?? Some.Manifest, await _store.FindTaskAsync(Task, None), None);

    private Task<AgentWrite> RegisterAsync() => RegisterAsync(Agent, Some.Registration);

    private async Task<AgentWrite> RegisterAsync(AgentKey agent, AgentRegistration registration, bool putTask = true, DateTimeOffset? at = null)
    {
        if (putTask) await PutTaskAsync();
        var now = at ?? Start;
        return (await _store.RegisterAsync(agent, registration, new Lease(now, 10), EventTexts.Joined(agent, now), Back(now), Follows.Anything, None)).Outcome;
    }

    private async Task<bool> RenewAsync(DateTimeOffset at) =>
        await _store.RenewLeaseAsync(Agent, new AgentStatus(1), new Lease(at, 10), Back(at), None) is not null;

    private Task<bool> MarkLostAsync(LapsedLease lapse) =>
        _store.MarkLostAsync(Agent, lapse, EventTexts.Lost(Agent, lapse.Until, Start.AddSeconds(11)), None);

    private async Task<ProfileWrite> PutProfileAsync(AgentProfile profile) =>
        await _store.PutProfileAsync(Agent, profile, new Lease(Start, 10), Back(Start), None) with { Change = default };

    private async Task<IReadOnlyList<CartelEvent>> EventsAsync() => (await _store.EventsAsync("default", 0, 1_000, None)).Items;

    private async Task<IEnumerable<string>> KindsAsync() => (await EventsAsync()).Select(happened => happened.Kind);

    private static NewEvent Back(DateTimeOffset at) => EventTexts.Back(Agent, at);
}
