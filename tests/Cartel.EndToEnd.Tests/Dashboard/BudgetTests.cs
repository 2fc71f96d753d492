using System.IO.Compression;
using Cartel.Protocol;
using static Cartel.EndToEnd.Tests.Dashboard.Stage;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>What the dashboard may cost: its scripts, and what it asks of a registry with a large fleet.</summary>
[TestFixture]
public sealed class BudgetTests
{
    private const string Name = "many";
    private const int Agents = 1_500;
    private const int MostScriptBytes = 250 * 1024;

    // A page of 50 agents has 60 kB, a chart of 300 reports 30 kB: by far less than the 1,500 agents would take.
    private const int MostAnswerBytes = 400_000;

    private static readonly string[] Pages = ["", "page=agents", "page=drift", "page=events", "page=neighbours", "page=transfers"];

    [OneTimeSetUp]
    public async Task Gather()
    {
        var manifest = PretendFleet.TaskOf(Name);
        var fleet = await PretendFleet.GatherAsync(Client, manifest);
        var registration = new AgentRegistration(manifest.Schema.ToSchema().Hash, "1.0");
        await Parallel.ForEachAsync(Enumerable.Range(0, Agents - 2), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, stop) =>
            await Client.RegisterAsync(Name, $"sea-{i:0000}", registration, stop));
        await fleet.AskAsync(500);
    }

    [Test]
    public void All_scripts_together_are_below_250_kB_compressed()
    {
        var bytes = Directory.EnumerateFiles(Chromium.DashboardFiles, "*.js", SearchOption.AllDirectories).Sum(CompressedLength);

        TestContext.Out.WriteLine($"{bytes:N0} bytes of script, compressed");
        Assert.That(bytes, Is.GreaterThan(10_000).And.LessThan(MostScriptBytes));
    }

    [TestCaseSource(nameof(Pages))]
    public async Task A_page_of_a_large_fleet_asks_for_what_is_seen(string query)
    {
        await using var open = await OpenAsync(Name, query);
        await Expect(open.Connection).ToContainTextAsync("live");
        await Expect(open.Page.Locator(".page > div:not([hidden])").First).ToBeVisibleAsync();
        if (query.Length == 0) await Expect(open.Figure("online")).ToHaveTextAsync($"{Agents:N0}");
        if (query == "page=agents") await Expect(open.Page.Locator("tbody tr")).ToHaveCountAsync(50);

        var bytes = await open.Page.EvaluateAsync<long>(
            "performance.getEntriesByType('resource').filter(one => one.name.includes('/api/')).reduce((sum, one) => sum + one.decodedBodySize, 0)");
        var paint = await open.Page.EvaluateAsync<double?>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null");
        TestContext.Out.WriteLine($"{bytes:N0} bytes of answers, first paint after {paint:0} ms");

        Assert.That(bytes, Is.GreaterThan(0).And.LessThan(MostAnswerBytes));
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_next_page_of_agents_has_the_next_ones()
    {
        await using var open = await OpenAsync(Name, "page=agents");
        await Expect(open.Row("agent", "sea-0047")).ToBeVisibleAsync();

        await open.Page.GetByText("Next page").ClickAsync();

        await Expect(open.Row("agent", "sea-0048")).ToBeVisibleAsync();
        await Expect(open.Row("agent", "sea-0047")).ToHaveCountAsync(0);
        await open.Page.GoBackAsync();
        await Expect(open.Row("agent", "sea-0047")).ToBeVisibleAsync();
    }

    private static long CompressedLength(string file)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(File.ReadAllBytes(file));
        return compressed.Length;
    }
}
