using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

internal sealed partial class MetadataStoreContract<TEngine>
{
    private static readonly TransferIds Ids = new(new Random(1));

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
            before, before.Transfer with { State = TransferState.Fetching, Donor = "donor" }, Happened("first"), [], []);

        Assert.That(await _store.ReplaceTransferAsync(Task, change, None), Is.True);
        Assert.That(await _store.ReplaceTransferAsync(Task, change with { Event = Happened("second") }, None), Is.False);
        Assert.That((await _store.FindTransferAsync(Task, before.Transfer.Id, None))!.Transfer.State, Is.EqualTo(TransferState.Fetching));
        Assert.That(await KindsAsync(), Has.One.EqualTo("first").And.None.EqualTo("second"));
    }

    [Test]
    public async Task A_transfer_that_ended_is_not_among_the_open_ones()
    {
        await RegisterAsync();
        var before = await StoredAsync(NewTransfer());
        Assert.That(await _store.OpenTransfersAsync(Task, None), Has.Count.EqualTo(1));

        await EndAsync(before);

        Assert.That(await _store.OpenTransfersAsync(Task, None), Is.Empty);
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
        await _store.ReplaceTransferAsync(Task, new TransferChange(stored, after, null, parts, []), None);
        return (await _store.FindTransferAsync(Task, after.Id, None))!;
    }

    private Task<bool> EndAsync(StoredTransfer stored, DateTimeOffset? at = null, params Rating[] ratings) => _store.ReplaceTransferAsync(
        Task,
        new TransferChange(stored, stored.Transfer with { State = TransferState.Adopted, UpdatedAt = at ?? Start }, null, [], ratings),
        None);

    private Task<IdempotencyOutcome> SignalAsync(string key, string body, NewEvent happened) =>
        _store.SignalAsync(Task, new Idempotency("signal", key, body, Start), happened, None);

    private static NewEvent Happened(string kind, string? key = null) =>
        new(key ?? kind, new CartelEvent("", Start, kind, Some.Task, "target", null, null, null, null, "It happened."));

    private static Transfer NewTransfer(DateTimeOffset? at = null) => new(
        Ids.Next(Some.Task, at ?? Start), Some.Task, "target", new TransferTrigger(TriggerKind.Drift, 1), [2], TransferState.Offered,
        [], null, at ?? Start, at ?? Start, (at ?? Start).AddSeconds(60), null);
}
