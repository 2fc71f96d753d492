using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <summary>What every store promises. A new engine joins by one line here.</summary>
[TestFixture(typeof(EmbeddedEngine))]
[TestFixture(typeof(RedisEngine))]
internal sealed class MetadataStoreContract<TEngine>
    where TEngine : IStoreEngine, new()
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TaskKey Task = new("default", Some.Task);
    private static readonly AgentKey Agent = Task.Agent("target");

    private TEngine _engine = default!;
    private IMetadataStore _store = null!;

    [OneTimeSetUp]
    public void Launch() => _engine = new TEngine();

    [OneTimeTearDown]
    public void End() => _engine.Dispose();

    [SetUp]
    public void Open() => _store = _engine.OpenEmpty();

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
        Assert.That(await _store.RemoveTaskAsync(Task, None), Is.EqualTo(TaskRemoval.InUse));
        Assert.That((await _store.FindTaskAsync(Task, None))!.Schema.Classes, Has.Count.EqualTo(3));

        await _store.RemoveAgentAsync(Agent, None);
        Assert.That(await PutTaskAsync(other), Is.EqualTo(TaskWrite.Replaced));
        Assert.That(await _store.RemoveTaskAsync(Task, None), Is.EqualTo(TaskRemoval.Removed));
        Assert.That(await _store.RemoveTaskAsync(Task, None), Is.EqualTo(TaskRemoval.Unknown));
        Assert.That(await _store.TasksAsync("default", None), Is.Empty);
    }

    [Test]
    public async Task Tasks_come_in_name_order_and_only_from_their_namespace()
    {
        foreach (var (ns, name) in new[] { ("n", "b"), ("n", "a"), ("m", "c") })
            await _store.PutTaskAsync(new TaskKey(ns, name), Some.Manifest with { Name = name }, None);

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
    public async Task An_agent_that_was_removed_leaves_nothing_behind()
    {
        await RegisterAsync();
        await RenewAsync(Start);

        Assert.That(await _store.RemoveAgentAsync(Agent, None), Is.True);
        Assert.That(await _store.RemoveAgentAsync(Agent, None), Is.False);
        Assert.That(await _store.FindAgentAsync(Agent, None), Is.Null);
        Assert.That(await _store.HistoryAsync(Agent, None), Is.Empty);
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

    [Test]
    public async Task One_idempotency_key_opens_one_transfer()
    {
        await RegisterAsync();
        var openings = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            System.Threading.Tasks.Task.Run(() => OpenTransferAsync(NewTransfer(), new Idempotency("transfer", "k", "hash", Start)))));

        Assert.That(openings.Count(opening => opening.Outcome is IdempotencyOutcome.New), Is.EqualTo(1));
        Assert.That(openings.Select(opening => opening.Transfer!.Id).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(await _store.TransfersAsync(Task, null, 10, None), Has.Count.EqualTo(1));
        Assert.That((await OpenTransferAsync(NewTransfer(), new Idempotency("transfer", "k", "other", Start))).Outcome, Is.EqualTo(IdempotencyOutcome.Conflict));
        Assert.That(
            (await _store.FindOpeningAsync(Task, new Idempotency("transfer", "k", "hash", Start), None))!.Transfer!.Id,
            Is.EqualTo(openings[0].Transfer!.Id));
    }

    [Test]
    public async Task Of_two_changes_on_one_form_of_a_transfer_one_is_made()
    {
        await RegisterAsync();
        var before = await StoredAsync(NewTransfer());
        var change = new TransferChange(
            before, before.Transfer with { State = TransferState.Fetching, Donor = "donor" }, Happened("first"), [], null);

        Assert.That(await _store.ReplaceTransferAsync(Task, change, None), Is.True);
        Assert.That(await _store.ReplaceTransferAsync(Task, change with { Event = Happened("second") }, None), Is.False);
        Assert.That((await _store.FindTransferAsync(Task, before.Transfer.Id, None))!.Transfer.State, Is.EqualTo(TransferState.Fetching));
        Assert.That(await KindsAsync(), Has.One.EqualTo("first").And.None.EqualTo("second"));
    }

    [Test]
    public async Task A_transfer_that_ended_is_not_among_the_open_ones_and_rates_its_donor()
    {
        await RegisterAsync();
        var before = await StoredAsync(NewTransfer());
        Assert.That(await _store.OpenTransfersAsync(Task, None), Has.Count.EqualTo(1));

        await _store.ReplaceTransferAsync(
            Task, new TransferChange(before, before.Transfer with { State = TransferState.Adopted }, null, [], new DonorRating("target", Kept: true)), None);

        Assert.That(await _store.OpenTransfersAsync(Task, None), Is.Empty);
        Assert.That((await _store.FindAgentAsync(Agent, None))! is { Kept: 1, Refused: 0 }, Is.True);
    }

    [Test]
    public async Task Wanted_parts_wait_in_the_donors_inbox_once_each()
    {
        await RegisterAsync();
        var transfer = await WantAsync(await StoredAsync(NewTransfer()), "p1", "p2");
        await WantAsync(transfer, "p2", "p3");

        var inbox = await _store.InboxAsync(Agent, 0, None);
        Assert.That(inbox.Select(item => item.Sha256), Is.EqualTo(new[] { "p1", "p2", "p3" }));
        Assert.That(inbox.Select(item => item.Cursor), Is.Ordered.And.Unique);
        Assert.That(await _store.InboxAsync(Agent, inbox[1].Cursor, None), Is.EqualTo(new[] { inbox[2] }));
        Assert.That(await _store.InboxAsync(Agent, inbox[2].Cursor, None), Is.Empty);
        Assert.That(await _store.InboxAsync(Agent, inbox[2].Cursor + 1_000, None), Is.EqualTo(inbox), "a cursor of a store that is gone");
    }

    [Test]
    public async Task Transfers_come_newest_first_and_go_on_after_an_id()
    {
        await RegisterAsync();
        for (var i = 0; i < 5; i++) await OpenTransferAsync(NewTransfer(Start.AddSeconds(i)), new Idempotency("transfer", $"k{i}", "h", Start));

        var all = await _store.TransfersAsync(Task, null, 10, None);
        Assert.That(all.Select(transfer => transfer.CreatedAt), Is.EqualTo(Enumerable.Range(0, 5).Select(i => Start.AddSeconds(4 - i))));
        Assert.That((await _store.TransfersAsync(Task, all[1].Id, 2, None)).Select(transfer => transfer.Id), Is.EqualTo(new[] { all[2].Id, all[3].Id }));
    }

    [Test]
    public async Task An_event_is_written_once_whatever_brings_it()
    {
        await RegisterAsync();
        var happened = Happened("drift", key: "same");

        Assert.That(await SignalAsync("a", "body", happened), Is.EqualTo(IdempotencyOutcome.New));
        Assert.That(await SignalAsync("a", "body", happened), Is.EqualTo(IdempotencyOutcome.Replayed));
        Assert.That(await SignalAsync("a", "else", happened), Is.EqualTo(IdempotencyOutcome.Conflict));
        Assert.That(await SignalAsync("b", "body", happened), Is.EqualTo(IdempotencyOutcome.New));
        await OpenTransferAsync(NewTransfer(), new Idempotency("transfer", "k", "h", Start), happened);

        Assert.That(await KindsAsync(), Is.EqualTo(new[] { EventKinds.AgentJoined, "drift" }));
    }

    [Test]
    public async Task Events_keep_their_numbers_and_only_the_last_are_kept()
    {
        await RegisterAsync();
        var many = Enumerable.Range(0, Keep.Events + 250).Select(i => Happened($"k{i}", key: $"k{i}")).ToList();
        foreach (var (chunk, i) in many.Chunk(500).Select((chunk, i) => (chunk, i)))
            await OpenTransferAsync(NewTransfer(), new Idempotency("transfer", $"t{i}", "h", Start), chunk);

        var page = await _store.EventsAsync("default", 0, 2, None);
        var tail = await _store.EventTailAsync("default", 3, None);
        var last = await _store.EventsAsync("default", tail, 10, None);

        Assert.That(last.Items.Select(item => item.Kind), Is.EqualTo(new[] { 3, 2, 1 }.Select(back => $"k{Keep.Events + 250 - back}")));
        Assert.That(last.Newest - last.Oldest + 1, Is.InRange(Keep.Events, Keep.Events + 100));
        Assert.That(page.Items[0].Id, Is.EqualTo($"{page.Epoch}-{page.Oldest}"));
    }

    [Test]
    public async Task An_empty_log_has_an_epoch_that_stays()
    {
        var page = await _store.EventsAsync("default", 0, 10, None);

        Assert.That((page.Oldest, page.Newest, page.Items.Count, page.Epoch.Length), Is.EqualTo((0L, 0L, 0, 8)));
        Assert.That((await _store.EventsAsync("default", 0, 10, None)).Epoch, Is.EqualTo(page.Epoch));
        Assert.That(await _store.EventTailAsync("default", 10, None), Is.Zero);
    }

    private Task<TaskWrite> PutTaskAsync(TaskManifest? manifest = null) => _store.PutTaskAsync(Task, manifest ?? Some.Manifest, None);

    private Task<AgentWrite> RegisterAsync() => RegisterAsync(Agent, Some.Registration);

    private async Task<AgentWrite> RegisterAsync(AgentKey agent, AgentRegistration registration, bool putTask = true, DateTimeOffset? at = null)
    {
        if (putTask) await PutTaskAsync();
        var now = at ?? Start;
        return await _store.RegisterAsync(agent, registration, new Lease(now, 10), EventTexts.Joined(agent, now), Back(now), None);
    }

    private Task<bool> RenewAsync(DateTimeOffset at) => _store.RenewLeaseAsync(Agent, new AgentStatus(1), new Lease(at, 10), Back(at), None);

    private Task<bool> MarkLostAsync(LapsedLease lapse) =>
        _store.MarkLostAsync(Agent, lapse, EventTexts.Lost(Agent, lapse.Until, Start.AddSeconds(11)), None);

    private Task<ProfileWrite> PutProfileAsync(AgentProfile profile) => _store.PutProfileAsync(Agent, profile, new Lease(Start, 10), Back(Start), None);

    private Task<Opening> OpenTransferAsync(Transfer transfer, Idempotency idempotency, params NewEvent[] events) =>
        _store.OpenTransferAsync(Task, transfer, idempotency, events, None);

    private async Task<StoredTransfer> StoredAsync(Transfer transfer)
    {
        await OpenTransferAsync(transfer, new Idempotency("transfer", transfer.Id, "h", Start));
        return (await _store.FindTransferAsync(Task, transfer.Id, None))!;
    }

    private async Task<StoredTransfer> WantAsync(StoredTransfer stored, params string[] parts)
    {
        var after = stored.Transfer with { State = TransferState.Fetching, Donor = "target" };
        await _store.ReplaceTransferAsync(Task, new TransferChange(stored, after, null, parts, null), None);
        return (await _store.FindTransferAsync(Task, after.Id, None))!;
    }

    private Task<IdempotencyOutcome> SignalAsync(string key, string body, NewEvent happened) =>
        _store.SignalAsync(Task, new Idempotency("signal", key, body, Start), happened, None);

    private async Task<IReadOnlyList<CartelEvent>> EventsAsync() => (await _store.EventsAsync("default", 0, 1_000, None)).Items;

    private async Task<IEnumerable<string>> KindsAsync() => (await EventsAsync()).Select(happened => happened.Kind);

    private static NewEvent Back(DateTimeOffset at) => EventTexts.Back(Agent, at);

    private static NewEvent Happened(string kind, string? key = null) =>
        new(key ?? kind, new CartelEvent("", Start, kind, Some.Task, "target", null, null, null, null, "It happened."));

    private static Transfer NewTransfer(DateTimeOffset? at = null) => new(
        TransferIds.Next(Some.Task, at ?? Start), Some.Task, "target", new TransferTrigger(TriggerKind.Drift, 1), [2], TransferState.Offered,
        [], null, at ?? Start, at ?? Start, (at ?? Start).AddSeconds(60), null);
}
