using System.Text.RegularExpressions;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Microsoft.AspNetCore.Builder;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests;

[TestFixture]
public sealed class DashboardTests
{
    private string _data = null!;
    private Chromium _chromium = null!;
    private WebApplication _registry = null!;
    private HttpClient _http = null!;
    private RegistryClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (!File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")))
            Assert.Ignore("The dashboard is not built: this test needs npm with Node 20.19 or later.");

        SetDefaultExpectTimeout(30_000);
        _chromium = await Chromium.StartAsync();
        _data = Directory.CreateTempSubdirectory("cartel-dashboard-").FullName;
        _registry = RegistryApplication.Build(new RegistryOptions { Port = 0, Data = _data, Lease = TimeSpan.FromMinutes(5) });
        await _registry.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_registry.Urls.First()) };
        _client = new RegistryClient(_http);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http?.Dispose();
        if (_chromium is not null) await _chromium.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
        if (_data is not null) Directory.Delete(_data, recursive: true);
    }

    [TestCase(1280, 900)]
    [TestCase(360, 740)]
    public async Task Each_agent_stands_there_with_the_numbers_of_the_api(int width, int height)
    {
        var fleet = await PretendFleet.GatherAsync(_client, PretendFleet.TaskOf($"numbers-{width}"));
        await fleet.ReportAsync(PretendFleet.Target, 1_200, 0.612, 0.587);
        await fleet.ReportAsync(PretendFleet.Donor, 3_450, 0.913, 0.9);

        await using var open = await OpenAsync($"numbers-{width}", width, height);

        foreach (var agent in await _client.AgentsAsync($"numbers-{width}"))
        {
            var card = open.Card(agent.Name);
            await card.ScrollIntoViewIfNeededAsync();
            await Expect(card.Locator(".liveness")).ToContainTextAsync("online");
            await Expect(card.Locator(".samples")).ToHaveTextAsync($"{agent.Status!.SampleCount:N0} samples");
            await Expect(card.Locator(".figure.cartel")).ToHaveTextAsync($"Cartel {Percent(agent.Status.Accuracy)}");
            await Expect(card.Locator(".figure.twin")).ToHaveTextAsync($"Isolated twin {Percent(agent.Status.TwinAccuracy)}");
            await Expect(card.Locator("canvas")).ToBeVisibleAsync();
        }

        await Expect(open.Connection).ToContainTextAsync("live");
        Assert.That(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), Is.Zero, "nothing sticks out sideways");
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_report_moves_the_numbers_of_an_open_page()
    {
        var fleet = await PretendFleet.GatherAsync(_client, PretendFleet.TaskOf("moving"));
        await fleet.ReportAsync(PretendFleet.Target, 100, 0.5, 0.5);
        await using var open = await OpenAsync("moving");
        await Expect(open.Card(PretendFleet.Target).Locator(".samples")).ToHaveTextAsync("100 samples");

        await fleet.ReportAsync(PretendFleet.Target, 250, 0.75, 0.5);

        await Expect(open.Card(PretendFleet.Target).Locator(".samples")).ToHaveTextAsync("250 samples");
        await Expect(open.Card(PretendFleet.Target).Locator(".figure.cartel")).ToHaveTextAsync("Cartel 75.0 %");
    }

    [Test]
    public async Task A_transfer_is_seen_through_all_its_states()
    {
        var fleet = await PretendFleet.GatherAsync(_client, PretendFleet.TaskOf("states"));
        await using var open = await OpenAsync("states");
        await Expect(open.Page.Locator("#transfers .empty")).ToContainTextAsync("./cartel demo");

        var transfer = await fleet.AskAsync(500);
        var row = open.Transfer(transfer.Id);
        await Expect(row.Locator(".state")).ToContainTextAsync("offered");
        await Expect(row).ToContainTextAsync("storm");

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
        await Expect(row).ToContainTextAsync("42.0 % → 8.0 %");
        await Expect(open.Card(PretendFleet.Target).Locator(".story")).ToContainTextAsync(
            $"At sample 500 it met “storm”, which its model did not know. {PretendFleet.Donor} lent its part for “storm”");
        await Expect(open.Events.First).ToContainTextAsync("adopted");
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_chart_tells_in_words_what_its_marks_show()
    {
        var fleet = await PretendFleet.GatherAsync(_client, PretendFleet.TaskOf("marks"));
        await fleet.ReportAsync(PretendFleet.Target, 1_000, 0.9, 0.4);
        var transfer = await fleet.AskAsync(500);
        await fleet.EndAsync(transfer, TransferState.RolledBack, "The former model did better.", 520, 900);

        await using var open = await OpenAsync("marks");

        await Expect(open.Card(PretendFleet.Target).Locator(".chart")).ToHaveAttributeAsync(
            "aria-label",
            $"Accuracy of {PretendFleet.Target} over samples, now 90.0 %; new: storm at sample 500; from {PretendFleet.Donor} at sample 520; rolled back at sample 900");
    }

    [Test]
    public async Task Hostile_texts_are_shown_and_not_obeyed()
    {
        const string image = "<img src=x onerror=alert(1)>";
        const string script = "<script>alert(2)</script>";
        var fleet = await PretendFleet.GatherAsync(
            _client, PretendFleet.TaskOf("hostile", known: script, unknown: image, description: script), new Dictionary<string, string> { [image] = script });
        var transfer = await fleet.AskAsync(500);
        await fleet.EndAsync(transfer, TransferState.Rejected, image, 520, 530);

        await using var open = await OpenAsync("hostile");

        await Expect(open.Card(PretendFleet.Target).Locator(".label")).ToHaveTextAsync($"{image}: {script}");
        await Expect(open.Page.Locator(".description")).ToContainTextAsync(script);
        await Expect(open.Transfer(transfer.Id)).ToContainTextAsync(image);
        await Expect(open.Events.Filter(new() { HasText = image })).Not.ToHaveCountAsync(0);
        await Expect(open.Page.Locator("img, body script")).ToHaveCountAsync(0);
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task An_agent_is_selected_by_keyboard_and_by_address()
    {
        var fleet = await PretendFleet.GatherAsync(_client, PretendFleet.TaskOf("selection"));
        await fleet.AskAsync(500);
        await using var open = await OpenAsync("selection");

        await open.Card(PretendFleet.Donor).Locator(".name").PressAsync("Enter");

        await Expect(open.Page).ToHaveURLAsync(new Regex($"task=selection&agent={PretendFleet.Donor}$"));
        await Expect(open.Page.Locator(".card.selected")).ToHaveAttributeAsync("data-agent", PretendFleet.Donor);
        await Expect(open.Events).ToHaveCountAsync(1);

        await open.Page.ReloadAsync();
        await Expect(open.Page.Locator(".card.selected")).ToHaveAttributeAsync("data-agent", PretendFleet.Donor);

        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(open.Page.Locator(".card.selected")).ToHaveCountAsync(0);
        await Expect(open.Events).Not.ToHaveCountAsync(1);
    }

    [Test]
    public async Task An_empty_namespace_says_how_to_fill_it()
    {
        await using var open = await _chromium.OpenAsync($"{_http.BaseAddress}?ns=nobody", 1280, 900);

        await Expect(open.Page.Locator("#agents .empty")).ToHaveTextAsync("The namespace “nobody” has no task yet. To see some: ./cartel demo");
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_page_is_stale_while_the_registry_is_away_and_live_when_it_is_back()
    {
        var options = new RegistryOptions { Data = Path.Combine(_data, "second") };
        var address = "";
        OpenPage open;
        await using (var first = RegistryApplication.Build(options with { Port = 0 }))
        {
            await first.StartAsync();
            address = first.Urls.First();
            open = await _chromium.OpenAsync(address, 1280, 900);
            await Expect(open.Connection).ToContainTextAsync("live");
        }

        await using (open)
        {
            await Expect(open.Connection).ToContainTextAsync("the registry does not answer");
            await Expect(open.Connection).ToContainTextAsync("stale since");

            await using var second = RegistryApplication.Build(options with { Port = new Uri(address).Port });
            await second.StartAsync();
            await Expect(open.Connection).ToContainTextAsync("live");
        }
    }

    private static string Percent(double? share) => FormattableString.Invariant($"{share * 100:0.0} %");

    private Task<OpenPage> OpenAsync(string task, int width = 1280, int height = 900) =>
        _chromium.OpenAsync($"{_http.BaseAddress}?task={task}", width, height);
}
