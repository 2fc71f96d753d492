using System.Diagnostics;
using System.Globalization;
using Cartel.Testing;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>How fast the dashboard of ten thousand agents is. It tells, and asserts only that what it timed was there.</summary>
internal sealed class PaceTests : FolderTest
{
    private const string Wanted = "CARTEL_DASHBOARD_PACE";
    private const int Repeats = 5;
    private const int EventsPerSecond = 10;
    private const string Rows = "document.querySelectorAll('tbody tr').length === 50 && pace.seen('tbody tr')";
    private const string Figures = "pace.seen(\"[data-figure='online'] strong\")?.textContent";

    private readonly List<(string What, string Figure)> _told = [];

    [Test]
    public async Task The_dashboard_of_ten_thousand_agents()
    {
        if (Environment.GetEnvironmentVariable(Wanted) is not { Length: > 0 })
            Assert.Ignore($"measures for a quarter of an hour: set {Wanted}=1, CARTEL_DASHBOARD_MINUTES for live events (5) and CARTEL_DASHBOARD_EVENTS for those before (1000000) (docs/dashboard.md)");

        Tell("Load of the machine before", Load());
        var began = Stopwatch.GetTimestamp();
        var events = Setting("CARTEL_DASHBOARD_EVENTS", 1_000_000);
        await using var fleet = await LargeFleet.GatherAsync(Folder.Path, events);
        Tell($"10,000 agents and {events:N0} events written, min", $"{Stopwatch.GetElapsedTime(began).TotalMinutes:0.0}");
        await FirstSightAsync(fleet);
        await AgentsAsync(fleet);
        await NeighboursAsync(fleet);
        await EventsAsync(fleet, TimeSpan.FromMinutes(Setting("CARTEL_DASHBOARD_MINUTES", 5)));
        Tell("Load of the machine after", Load());

        await TestContext.Out.WriteLineAsync(string.Join('\n', _told.Select(static line => $"| {line.What} | {line.Figure} |").Prepend("| --- | --- |").Prepend("| what | figure |")));
    }

    private async Task FirstSightAsync(LargeFleet fleet)
    {
        var (paints, figures, all, rows) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Repeats; i++)
        {
            await using var overview = await Probe.OpenAsync(fleet.Address, $"?task={LargeFleet.Task}");
            figures.Add(await overview.UntilAsync(Figures));
            paints.Add(await overview.FirstPaintAsync());
            all.Add(await overview.UntilAsync("pace.seen('#events li') && pace.seen('.card .chart canvas')"));
            await Expect(overview.Page.Locator("[data-figure='online'] strong")).ToHaveTextAsync($"{LargeFleet.Agents:N0}");

            await using var agents = await Probe.OpenAsync(fleet.Address, $"?task={LargeFleet.Task}&page=agents");
            rows.Add(await agents.UntilAsync(Rows));
            Assert.That(overview.Complaints.Concat(agents.Complaints), Is.Empty);
        }

        Tell("Overview: first contentful paint, ms", Median(paints));
        Tell("Overview: the fleet's figures, ms", Median(figures));
        Tell("Overview: events and charts of agents, ms", Median(all));
        Tell("Agents: the first 50 rows, ms", Median(rows));
    }

    private async Task AgentsAsync(LargeFleet fleet)
    {
        await using var probe = await Probe.OpenAsync(fleet.Address, $"?task={LargeFleet.Task}&page=agents");
        await probe.UntilAsync(Rows);
        Tell("Agents: scrolling, frames a second, median / slowest of 100", Probe.Rates(await probe.ScrollAsync()));
        await probe.Page.EvaluateAsync("scrollTo(0, 0)");

        var (filters, sorts) = (new List<double>(), new List<double>());
        for (var i = 0; i < Repeats; i++)
        {
            var name = LargeFleet.NameOf(1_234 * (i + 1));
            filters.Add(await probe.AfterAsync(
                $"(() => {{ const field = document.querySelector('#main input[type=search]'); field.value = '{name}'; field.dispatchEvent(new Event('change')); }})()",
                $"document.querySelectorAll('tbody tr').length === 1 && pace.seen(\"tbody tr[data-agent='{name}']\")"));
            await probe.AfterAsync("(() => { const field = document.querySelector('#main input[type=search]'); field.value = ''; field.dispatchEvent(new Event('change')); })()", Rows);
            var former = await probe.Page.EvaluateAsync<string>("document.querySelector('tbody tr').dataset.agent");
            sorts.Add(await probe.AfterAsync(
                "[...document.querySelectorAll('button.sort')].find(one => one.textContent === 'Accuracy').click()",
                $"document.querySelector('tbody tr').dataset.agent !== '{former}' && {Rows}"));
        }

        Tell("Agents: filtered by name, ms", Median(filters));
        Tell("Agents: sorted by accuracy, ms", Median(sorts));
        Assert.That(probe.Complaints, Is.Empty);
    }

    private async Task NeighboursAsync(LargeFleet fleet)
    {
        await using var probe = await Probe.OpenAsync(fleet.Address, $"?task={LargeFleet.Task}&page=neighbours");
        Tell("Neighbours: the first map since the registry's start, ms", Plain(await probe.UntilAsync("pace.seen('canvas.heat[aria-label]')?.clientWidth > 0")));
        await Expect(probe.Page.GetByText($"of {LargeFleet.Agents} agents")).ToBeVisibleAsync();
        await using var again = await Probe.OpenAsync(fleet.Address, $"?task={LargeFleet.Task}&page=neighbours");
        Tell("Neighbours: the next map, ms", Plain(await again.UntilAsync("pace.seen('canvas.heat[aria-label]')?.clientWidth > 0")));
        Assert.That(probe.Complaints.Concat(again.Complaints), Is.Empty);
    }

    private async Task EventsAsync(LargeFleet fleet, TimeSpan time)
    {
        await using var probe = await Probe.OpenAsync(fleet.Address, $"?task={LargeFleet.Task}&page=events");
        Tell("Events: the first 200, ms", Plain(await probe.UntilAsync("document.querySelectorAll('.events li').length === 200 && pace.seen('.events li')")));
        Tell("Events: scrolling, frames a second, median / slowest of 100", Probe.Rates(await probe.ScrollAsync()));
        await probe.Page.EvaluateAsync("scrollTo(0, 0)");
        await ShownAsync(probe, await fleet.SpeakAsync(EventsPerSecond, TimeSpan.FromSeconds(30)));
        var before = await probe.HeapAsync();

        var speaking = fleet.SpeakAsync(EventsPerSecond, time);
        Tell($"Events: scrolling while {EventsPerSecond} a second come", Probe.Rates(await probe.ScrollAsync()));
        await probe.Page.EvaluateAsync("scrollTo(0, 0)");
        await ShownAsync(probe, await speaking);

        Tell("Events: heap before, MB", Megabytes(before));
        Tell($"Events: heap after {time.TotalMinutes} min of {EventsPerSecond} events a second, MB", Megabytes(await probe.HeapAsync()));
        Assert.That(probe.Complaints, Is.Empty);
    }

    private static Task ShownAsync(Probe probe, (string Agent, long Sample) last) =>
        Expect(probe.Page.Locator(".events li").First).ToContainTextAsync($"{last.Agent} saw its errors rise at sample {last.Sample}");

    private void Tell(string what, string figure)
    {
        TestContext.Progress.WriteLine($"{what}: {figure}");
        _told.Add((what, figure));
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "not known";

    private static int Setting(string name, int usual) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    private static string Median(List<double> values) => $"{Plain(values.Order().ElementAt(values.Count / 2))} ({Plain(values.Min())} to {Plain(values.Max())})";

    private static string Plain(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static string Megabytes(double bytes) => (bytes / 1e6).ToString("0.00", CultureInfo.InvariantCulture);
}
