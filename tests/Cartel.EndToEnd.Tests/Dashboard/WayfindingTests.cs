using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Cartel.EndToEnd.Tests.Dashboard.Stage;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>All state is in the address, and all ways are open to a keyboard.</summary>
[TestFixture]
public sealed class WayfindingTests
{
    private const string Name = "ways";

    private StoryFleet _fleet = null!;

    [OneTimeSetUp]
    public async Task Gather() => _fleet = await StoryFleet.GatherAsync(Client, Name);

    [Test]
    public async Task A_filter_and_a_sort_stand_in_the_address_and_outlive_a_reload()
    {
        await using var open = await OpenAsync(Name, "page=agents");
        await Expect(open.Page.Locator("tbody tr")).ToHaveCountAsync(4);

        await open.Page.Keyboard.PressAsync("/");
        await open.Page.Keyboard.TypeAsync("alps-[");
        await Expect(open.Page.Locator(".empty")).ToContainTextAsync("No agent is like that.");
        await open.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("alps-?");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Samples" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Samples" }).ClickAsync();

        await Expect(open.Page).ToHaveURLAsync(new Regex(@"q=alps-%3F.*sort=-sampleCount"));
        await open.Page.ReloadAsync();
        await Expect(open.Page.Locator("tbody tr").First).ToHaveAttributeAsync("data-agent", PretendFleet.Donor);
        await Expect(open.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("alps-?");
        await Expect(open.Page.Locator("th", new() { HasText = "Samples" })).ToHaveAttributeAsync("aria-sort", "descending");
    }

    [Test]
    public async Task Pages_are_reached_by_keyboard_and_left_by_going_back()
    {
        await using var open = await OpenAsync(Name);
        await Expect(open.Heading).ToHaveTextAsync("Overview");

        await open.Page.Keyboard.PressAsync("Tab");
        await Expect(open.Page.Locator(".skip")).ToBeFocusedAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("#main")).ToBeFocusedAsync();

        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Transfers", Exact = true }).PressAsync("Enter");
        await Expect(open.Heading).ToHaveTextAsync("Transfers");
        await Expect(open.Heading).ToBeFocusedAsync();
        await Expect(open.Page).ToHaveTitleAsync("Transfers · Cartel");

        await open.Page.Locator("tr[data-transfer] a").First.PressAsync("Enter");
        await Expect(open.Heading).ToHaveTextAsync("Transfer");
        await open.Page.GoBackAsync();
        await open.Page.GoBackAsync();
        await Expect(open.Heading).ToHaveTextAsync("Overview");
    }

    [Test]
    public async Task A_chart_s_data_are_those_of_the_api()
    {
        await using var open = await OpenAsync(Name, $"page=agent&agent={PretendFleet.Target}");
        var links = open.Page.Locator(".card .data-links");
        await Expect(links).ToContainTextAsync($"GET /api/v1/namespaces/default/tasks/{Name}/agents/{PretendFleet.Target}/history?limit=1000");

        var json = await DownloadAsync(open, links.GetByRole(AriaRole.Button, new() { Name = "JSON" }));
        var csv = await DownloadAsync(open, links.GetByRole(AriaRole.Button, new() { Name = "CSV" }));

        var history = await Client.HistoryAsync(Name, PretendFleet.Target);
        using var rows = JsonDocument.Parse(json);
        Assert.That(rows.RootElement.EnumerateArray().Select(static row => row.GetProperty("sampleCount").GetInt64()), Is.EqualTo(history.Points.Select(static point => point.Status.SampleCount)));
        Assert.That(csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(history.Points.Count + 1));
        Assert.That(csv, Does.StartWith("at,sampleCount,accuracy,twinAccuracy\r\n"));
    }

    [Test]
    public async Task A_probation_s_data_begin_at_the_merge_and_end_at_the_receipt()
    {
        await using var open = await OpenAsync(Name, $"page=transfer&id={_fleet.Adopted.Id}");
        var links = open.Page.GetByLabel("The data of probation", new() { Exact = true });
        await Expect(links).ToContainTextAsync($"GET /api/v1/namespaces/default/transfers/{_fleet.Adopted.Id}");

        var csv = await DownloadAsync(open, links.GetByRole(AriaRole.Button, new() { Name = "CSV" }));

        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[..3], Is.EqualTo(new[] { "samples,former,merged,served", "0,0,0,0", "50,21,6,9" }));
        Assert.That(lines[^1], Is.EqualTo("380,150,31,35"), "the last step is shorter");
    }

    [Test]
    public async Task An_empty_namespace_says_how_to_fill_it()
    {
        await using var open = await Browser.OpenAsync($"{Http.BaseAddress}?ns=nobody", 1280, 900);

        await Expect(open.Page.Locator(".empty")).ToHaveTextAsync("The namespace “nobody” has no task yet. To see some: ./cartel demo");
        Assert.That(open.Complaints, Is.Empty);
    }

    private static async Task<string> DownloadAsync(OpenPage open, ILocator press)
    {
        var download = await open.Page.RunAndWaitForDownloadAsync(() => press.ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync());
    }
}
