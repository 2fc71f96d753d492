using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Microsoft.Playwright;
using static Cartel.EndToEnd.Tests.Dashboard.Stage;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>What an open page does while things happen, or while nothing comes any more.</summary>
[TestFixture]
public sealed class LiveTests
{
    [Test]
    public async Task A_report_moves_the_numbers_of_an_open_page()
    {
        var fleet = await PretendFleet.GatherAsync(Client, PretendFleet.TaskOf("moving"));
        await fleet.ReportAsync(PretendFleet.Target, 100, 0.5, 0.5);
        await using var open = await OpenAsync("moving");
        await Expect(open.Card(PretendFleet.Target).Locator(".samples")).ToHaveTextAsync("100 samples");

        await fleet.ReportAsync(PretendFleet.Target, 250, 0.75, 0.5);

        await Expect(open.Card(PretendFleet.Target).Locator(".samples")).ToHaveTextAsync("250 samples");
        await Expect(open.Card(PretendFleet.Target).Locator(".figure.cartel")).ToHaveTextAsync("Cartel 75.0 %");
    }

    [Test]
    public async Task A_transfer_is_seen_from_its_event_to_its_adoption()
    {
        var fleet = await PretendFleet.GatherAsync(Client, PretendFleet.TaskOf("states"));
        await using var open = await OpenAsync("states");
        await Expect(open.Page.Locator("#transfers .empty")).ToContainTextAsync("./cartel demo");

        var transfer = await fleet.AskAsync(500);
        var row = open.Transfer(transfer.Id);
        await Expect(open.Events.Filter(new() { HasText = "met the unknown class “storm” at sample 500" })).ToHaveCountAsync(1);
        await Expect(row.Locator(".state")).ToContainTextAsync("offered");

        await fleet.FetchAsync(transfer, 510);
        await Expect(row.Locator(".state")).ToContainTextAsync("fetching");
        await Expect(row).ToContainTextAsync($"{PretendFleet.Target} ← {PretendFleet.Donor}");
        await Expect(row).ToContainTextAsync($"{transfer.Offers.Single().JsdBits:0.000} bits");

        foreach (var state in new[] { TransferState.Verifying, TransferState.Shadowing })
        {
            await fleet.MoveAsync(transfer, state, 520);
            await Expect(row.Locator(".state")).ToContainTextAsync($"{state}".ToLowerInvariant());
        }

        await fleet.EndAsync(transfer, TransferState.Adopted, "It did better.", 520, 900);
        await Expect(row.Locator(".state")).ToContainTextAsync("adopted");
        await Expect(row).ToContainTextAsync("2.0 kB");
        await Expect(open.Card(PretendFleet.Target).Locator(".story")).ToContainTextAsync(
            $"At sample 500 it met “storm”, which its model did not know. {PretendFleet.Donor} lent its part for “storm”");
        await Expect(open.Page.Locator("#headline")).ToContainTextAsync("Its error fell from 42.0 % to 8.0 %");
        await Expect(open.Events.First).ToContainTextAsync("adopted");
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task Events_come_by_themselves_and_wait_while_somebody_reads()
    {
        var fleet = await PretendFleet.GatherAsync(Client, PretendFleet.TaskOf("pausing"));
        await using var open = await OpenAsync("pausing", "page=events");
        await Expect(open.Events).ToHaveCountAsync(2);

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await fleet.AskAsync(500);
        await Expect(open.Page.Locator(".filters [role=status]")).ToHaveTextAsync("2 waiting");
        await Expect(open.Events).ToHaveCountAsync(2);

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(open.Events).ToHaveCountAsync(4);
        await Expect(open.Events.First).ToContainTextAsync("was offered parts");
    }

    [Test]
    public async Task Parts_are_recalled_once_somebody_has_said_why()
    {
        // A part is recalled in its whole namespace, and all pretend fleets have the same.
        var client = new RegistryClient(Http, "recalls");
        await PretendFleet.GatherAsync(client, PretendFleet.TaskOf("recalling"));
        await using var open = await Browser.OpenAsync($"{Http.BaseAddress}?ns=recalls&page=parts", 1280, 900);
        await open.Page.GetByLabel("Recall the parts of").FillAsync(PretendFleet.Donor);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Recall …" }).ClickAsync();
        var dialog = open.Page.Locator("dialog");

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Recall them" }).ClickAsync();
        Assert.That((await client.EventsAsync()).Items.Select(static happened => happened.Kind), Has.None.EqualTo(EventKinds.PartRecalled), "without a reason nothing happens");
        await dialog.GetByLabel("Why, for people").FillAsync("trained on damaged samples");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Recall them" }).ClickAsync();

        await Expect(dialog).ToContainTextAsync("1 recalled.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(open.Events).ToContainTextAsync($"All 1 known parts of {PretendFleet.Donor} were recalled: trained on damaged samples");
    }

    [Test]
    public async Task A_page_says_what_failed_and_shows_it_once_it_can()
    {
        await PretendFleet.GatherAsync(Client, PretendFleet.TaskOf("failing"));
        await using var open = await Browser.OpenAsync("about:blank", 1280, 900);
        await open.Page.RouteAsync("**/summary*", static route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = "{\"code\":\"store-unavailable\",\"detail\":\"The store is away.\"}",
        }));
        await open.Page.GotoAsync($"{Http.BaseAddress}?task=failing");

        await Expect(open.Page.Locator(".trouble")).ToContainTextAsync("answered 503 store-unavailable: The store is away.");

        await open.Page.UnrouteAsync("**/summary*");
        await Expect(open.Figure("online")).ToHaveTextAsync("2");
        await Expect(open.Page.Locator(".trouble")).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_page_is_stale_while_the_registry_is_away_and_live_when_it_is_back()
    {
        var data = Directory.CreateTempSubdirectory("cartel-dashboard-stale-").FullName;
        var options = new RegistryOptions { Data = data };
        string address;
        OpenPage open;
        await using (var first = RegistryApplication.Build(options with { Port = 0 }))
        {
            await first.StartAsync();
            address = first.Urls.First();
            open = await Browser.OpenAsync(address, 1280, 900);
            await Expect(open.Connection).ToContainTextAsync("live");
        }

        await using (open)
        {
            await Expect(open.Connection).ToContainTextAsync("stale since");

            await using var second = RegistryApplication.Build(options with { Port = new Uri(address).Port });
            await second.StartAsync();
            await Expect(open.Connection).ToContainTextAsync("live");
        }

        Directory.Delete(data, recursive: true);
    }
}
