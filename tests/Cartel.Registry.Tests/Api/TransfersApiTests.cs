using System.Net.Http.Json;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Api;

internal sealed class TransfersApiTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task A_transfer_goes_its_way_and_every_step_is_noted_once()
    {
        var offered = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        Assert.That(offered.State, Is.EqualTo(TransferState.Offered));
        Assert.That(offered.Offers.Single() is { Agent: "donor", Score: > 0, JsdBits: >= 0 and < 1 }, Is.True);
        Assert.That(offered.Offers[0].Parts.Single().Sha256, Is.EqualTo(Some.Hash1));

        await FetchAsync(offered.Id);
        await Client.MoveAsync(offered.Id, new TransferMove(TransferState.Verifying, Sample: 550));
        await Client.MoveAsync(offered.Id, new TransferMove(TransferState.Shadowing, Sample: 600));
        await Client.SendReceiptAsync(offered.Id, Some.Receipt(TransferState.Adopted));

        var ended = await Client.TransferAsync(offered.Id);
        Assert.That((ended.State, ended.Donor, ended.Receipt!.EndedAtSample), Is.EqualTo((TransferState.Adopted, "donor", 700L)));
        var events = (await Client.EventsAsync()).Items.Where(happened => happened.Agent == "target").ToList();
        Assert.That(events.Select(happened => happened.Kind), Is.EqualTo(new[]
        {
            "agent.joined", "novelty", "transfer.offered", "transfer.fetching", "transfer.verifying", "transfer.shadowing", "transfer.adopted",
        }));
        Assert.That(events.Select(happened => happened.Sample), Is.EqualTo(new long?[] { null, 500, 500, null, 550, 600, 700 }));
        Assert.That(events[1].Classes, Is.EqualTo(new[] { 2 }));
        Assert.That(events[^1] is { Donor: "donor" } && events[^1].Transfer == offered.Id, Is.True);
    }

    [Test]
    public async Task The_donor_finds_the_wanted_parts_in_its_inbox()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        await FetchAsync(transfer.Id);
        await FetchAsync(transfer.Id);

        var item = (await Client.InboxAsync("sea", "donor", 0, NoWait)).Items.Single();
        Assert.That((item.TransferId, item.Sha256), Is.EqualTo((transfer.Id, Some.Hash1)));
        Assert.That((await Client.InboxAsync("sea", "donor", item.Cursor, NoWait)).Items, Is.Empty);
        Assert.That((await EventKindsAsync()).Count(kind => kind == "transfer.fetching"), Is.EqualTo(1), "asking the same donor again is no news");
    }

    [Test]
    public async Task An_illegal_move_is_refused_and_changes_nothing()
    {
        var id = (await Client.RequestTransferAsync("sea", Some.Request(), Some.Key())).Id;

        foreach (var (move, code) in new[]
        {
            (new TransferMove(TransferState.Verifying), "illegal-move"),
            (new TransferMove(TransferState.Shadowing), "illegal-move"),
            (new TransferMove(TransferState.Adopted), "illegal-move"),
            (new TransferMove(TransferState.Requested), "illegal-move"),
            (new TransferMove(TransferState.Fetching, "target", [Some.Hash1]), "donor-not-offered"),
            (new TransferMove(TransferState.Fetching, null, [Some.Hash1]), "donor-not-offered"),
            (new TransferMove(TransferState.Fetching, "donor", [new('2', 64)]), "donor-not-offered"),
            (new TransferMove(TransferState.Fetching, "donor", []), "donor-not-offered"),
        })
        {
            Assert.That(await Refused.CodeOfAsync(() => Client.MoveAsync(id, move)), Is.EqualTo(code), $"{move}");
        }

        Assert.That((await Client.TransferAsync(id)).State, Is.EqualTo(TransferState.Offered));
        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Has.Count.EqualTo(1), "what the request itself asked for");
        Assert.That(await Refused.CodeOfAsync(() => Client.MoveAsync($"sea.{new string('0', 32)}", new TransferMove(TransferState.Verifying))), Is.EqualTo("transfer-not-found"));
        Assert.That(await Refused.CodeOfAsync(() => Client.TransferAsync("nonsense")), Is.EqualTo("transfer-not-found"));
    }

    [Test]
    public async Task A_transfer_ends_once()
    {
        var id = (await Client.RequestTransferAsync("sea", Some.Request(), Some.Key())).Id;
        await FetchAsync(id);

        await Client.SendReceiptAsync(id, Some.Receipt(TransferState.RolledBack));
        await Client.SendReceiptAsync(id, Some.Receipt(TransferState.RolledBack));

        Assert.That(await Refused.CodeOfAsync(() => Client.SendReceiptAsync(id, Some.Receipt(TransferState.Adopted))), Is.EqualTo("transfer-ended"));
        Assert.That(await Refused.CodeOfAsync(() => Client.MoveAsync(id, new TransferMove(TransferState.Verifying))), Is.EqualTo("transfer-ended"));
        Assert.That((await EventKindsAsync()).Count(kind => kind == "transfer.rolled-back"), Is.EqualTo(1));
        Assert.That(await ReputationAsync(), Is.EqualTo(1.0 / 3), "Laplace's rule after one refusal: (0 + 1) / (1 + 2)");
    }

    [Test]
    public async Task A_part_that_was_kept_lifts_its_donor()
    {
        var id = (await Client.RequestTransferAsync("sea", Some.Request(), Some.Key())).Id;
        await FetchAsync(id);

        await Client.SendReceiptAsync(id, Some.Receipt(TransferState.Adopted));

        Assert.That(await ReputationAsync(), Is.EqualTo(2.0 / 3), "Laplace's rule after one success: (1 + 1) / (1 + 2)");
    }

    [Test]
    public async Task A_bad_receipt_is_refused_and_the_transfer_goes_on()
    {
        var id = (await Client.RequestTransferAsync("sea", Some.Request(), Some.Key())).Id;

        foreach (var (receipt, code) in new[]
        {
            (Some.Receipt(TransferState.Fetching), "invalid-receipt"),
            (Some.Receipt(TransferState.Adopted) with { Reason = "" }, "invalid-receipt"),
            (Some.Receipt(TransferState.Adopted) with { Trials = [new MergeTrial("parts", 1.5)] }, "invalid-receipt"),
            (Some.Receipt(TransferState.Adopted) with { Trials = [.. Enumerable.Repeat(new MergeTrial("parts", 0.5), 17)] }, "invalid-receipt"),
            (Some.Receipt(TransferState.Adopted) with { Probation = new ProbationCurve(25, [1, 2], [1], [1, 2]) }, "invalid-receipt"),
            (Some.Receipt(TransferState.Adopted) with { Probation = new ProbationCurve(25, [1], [1], [-1]) }, "invalid-receipt"),
            (Some.Receipt(TransferState.Adopted) with { BytesFetched = -1 }, "negative-count"),
            (Some.Receipt(TransferState.Adopted) with { ErrorAfter = 1.1 }, "rate-out-of-range"),
        })
        {
            Assert.That(await Refused.CodeOfAsync(() => Client.SendReceiptAsync(id, receipt)), Is.EqualTo(code));
        }

        Assert.That((await Client.TransferAsync(id)).State, Is.EqualTo(TransferState.Offered));
    }

    [TestCase(TransferState.Offered, 61)]
    [TestCase(TransferState.Fetching, 61)]
    [TestCase(TransferState.Shadowing, 601)]
    public async Task A_target_that_falls_silent_lets_its_transfer_expire(TransferState state, int seconds)
    {
        // The registry has been up for long: what it does not hear now was not said.
        Time.Advance(TimeSpan.FromMinutes(2));
        await Client.PutProfileAsync("sea", "donor", Some.Profile(2));
        var id = (await Client.RequestTransferAsync("sea", Some.Request(), Some.Key())).Id;
        if (state >= TransferState.Fetching) await FetchAsync(id);
        if (state >= TransferState.Verifying) await Client.MoveAsync(id, new TransferMove(TransferState.Verifying));
        if (state >= TransferState.Shadowing) await Client.MoveAsync(id, new TransferMove(TransferState.Shadowing));

        Time.Advance(TimeSpan.FromSeconds(seconds - 2));
        Assert.That((await Client.TransferAsync(id)).State, Is.EqualTo(state));
        Time.Advance(TimeSpan.FromSeconds(2));

        await Eventually.GetAsync(() => Client.TransferAsync(id), transfer => transfer.State is TransferState.Expired);
        Assert.That((await EventKindsAsync()).Count(kind => kind == "transfer.expired"), Is.EqualTo(1));
        Assert.That(await Refused.CodeOfAsync(() => Client.SendReceiptAsync(id, Some.Receipt(TransferState.Adopted))), Is.EqualTo("transfer-ended"));
    }

    [Test]
    public async Task Transfers_are_listed_newest_first_by_state_and_target_in_pages()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(10));
            ids.Add((await Client.RequestTransferAsync("sea", Some.Request(sample: i), Some.Key())).Id);
        }

        await Client.SendReceiptAsync(ids[2], Some.Receipt(TransferState.Failed));

        Assert.That((await Client.TransfersAsync("sea")).Select(transfer => transfer.Id), Is.EqualTo(Enumerable.Reverse(ids)));
        Assert.That((await Client.TransfersAsync("sea", TransferState.Failed)).Single().Id, Is.EqualTo(ids[2]));
        Assert.That(await Client.TransfersAsync("sea", target: "donor"), Is.Empty);
        var page = (await Http.GetFromJsonAsync($"{Root}/tasks/sea/transfers?state=offered&limit=3", CartelJson.Default.PageTransfer))!;
        Assert.That(page.Items.Select(transfer => transfer.Id), Is.EqualTo(new[] { ids[4], ids[3], ids[1] }));
        var rest = (await Http.GetFromJsonAsync(
            $"{Root}/tasks/sea/transfers?state=offered&limit=3&cursor={Uri.EscapeDataString(page.NextCursor!)}", CartelJson.Default.PageTransfer))!;
        Assert.That((rest.Items.Single().Id, rest.NextCursor), Is.EqualTo((ids[0], (string?)null)));
        Assert.That(
            await Refused.OfAsync(await Http.GetAsync($"{Root}/tasks/sea/transfers?cursor={Uri.EscapeDataString(page.NextCursor!)}")),
            Is.EqualTo((400, "invalid-cursor")), "the cursor belongs to its query");
        Assert.That(await Refused.OfAsync(await Http.GetAsync($"{Root}/tasks/sea/transfers?state=odd")), Is.EqualTo((400, "invalid-query")));
    }

    private Task<Transfer> FetchAsync(string id) => Client.MoveAsync(id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));

    private async Task<double> ReputationAsync()
    {
        await Client.PutProfileAsync("sea", "target", Some.Profile());
        return (await Client.NeighboursAsync("sea", "target", explain: true)).Items.Single().Terms!["reputation"];
    }
}
