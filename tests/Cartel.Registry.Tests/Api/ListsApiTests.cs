using System.Net.Http.Json;
using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>Filters, orders and cursors of the lists, over the wire.</summary>
internal sealed class ListsApiTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet()
    {
        await Some.FleetAsync(Client);
        await Client.RegisterAsync(Some.Task, "valve-1", Some.Registration with { Labels = new Dictionary<string, string> { ["site"] = "north" } });
        await Client.RegisterAsync(Some.Task, "valve-2", Some.Registration with { Labels = new Dictionary<string, string> { ["site"] = "south" } });
        await Client.RenewLeaseAsync(Some.Task, "valve-1", new AgentStatus(100, 0.9));
        await Client.RenewLeaseAsync(Some.Task, "valve-2", new AgentStatus(200, 0.7));
    }

    [TestCase("like(name,\"valve-*\")", null, "valve-1 valve-2")]
    [TestCase("and(eq(liveness,\"online\"),gt(accuracy,0.8))", null, "valve-1")]
    [TestCase("eq(labels.site,\"south\")", null, "valve-2")]
    [TestCase("eq(accuracy,null)", null, "donor target")]
    [TestCase("ne(publishedAt,null)", null, "donor")]
    [TestCase("ge(registeredAt,\"2026-01-02\")", null, "")]
    [TestCase(null, "-accuracy,name", "valve-1 valve-2 donor target")]
    [TestCase("not(eq(sampleCount,null))", "-sampleCount", "valve-2 valve-1")]
    public async Task Agents_are_found_by_what_they_say(string? filter, string? sort, string expected) => Assert.That(
        await NamesAsync($"{Root}/tasks/sea/agents?limit=1", filter, sort, "name"), Is.EqualTo(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Test]
    public async Task Transfers_are_found_by_where_they_stand()
    {
        var first = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        Time.Advance(TimeSpan.FromSeconds(1));
        var second = await Client.RequestTransferAsync("sea", Some.Request(sample: 900), Some.Key());
        await Client.SendReceiptAsync(second.Id, Some.Receipt(TransferState.Adopted));

        const string Path = $"{Root}/tasks/sea/transfers?limit=1";
        Assert.That(await NamesAsync(Path, null, null, "id"), Is.EqualTo(new[] { second.Id, first.Id }));
        Assert.That(await NamesAsync(Path, null, "sample", "id"), Is.EqualTo(new[] { first.Id, second.Id }));
        Assert.That(await NamesAsync(Path, "in(state,\"adopted\",\"rolled-back\")", null, "id"), Is.EqualTo(new[] { second.Id }));
        Assert.That(await NamesAsync(Path, "and(eq(target,\"target\"),lt(sample,800))", null, "id"), Is.EqualTo(new[] { first.Id }));
        Assert.That(await NamesAsync($"{Path}&state=adopted", "eq(trigger,\"drift\")", null, "id"), Is.Empty);
    }

    [Test]
    public async Task Tasks_and_events_are_found_too()
    {
        await Client.PutTaskAsync(Some.Manifest with { Name = "land", Learner = "forest" });

        Assert.That(await NamesAsync($"{Root}/tasks?limit=1", "eq(learner,\"forest\")", null, "name"), Is.EqualTo(new[] { "land" }));
        Assert.That(await NamesAsync($"{Root}/tasks?limit=1", null, "-name", "name"), Is.EqualTo(new[] { "sea", "land" }));
        Assert.That(await NamesAsync($"{Root}/events?after=0&limit=1", "and(eq(kind,\"agent.joined\"),like(agent,\"valve-*\"))", null, "agent"), Is.EqualTo(new[] { "valve-1", "valve-2" }));
    }

    [TestCase("/tasks", "eq(nothing,1)", "invalid-filter")]
    [TestCase("/tasks/sea/agents", "eq(liveness,\"live\")", "invalid-filter")]
    [TestCase("/tasks/sea/transfers", "eq(state,", "invalid-filter")]
    [TestCase("/tasks/sea/zoo", "like(parts,\"1\")", "invalid-filter")]
    [TestCase("/events", "eq(at,1)", "invalid-filter")]
    public async Task A_filter_that_is_none_is_refused(string list, string filter, string code) =>
        Assert.That(await Refused.OfAsync(await Http.GetAsync($"{Root}{list}?filter={Uri.EscapeDataString(filter)}")), Is.EqualTo((400, code)));

    [Test]
    public async Task A_cursor_of_another_task_is_refused()
    {
        await Client.PutTaskAsync(Some.Manifest with { Name = "land" });
        var page = await Http.GetFromJsonAsync($"{Root}/tasks/sea/agents?limit=1", CartelJson.Default.PageAgentView);

        Assert.That(await Refused.OfAsync(await Http.GetAsync($"{Root}/tasks/land/agents?cursor={page!.NextCursor}")), Is.EqualTo((400, "invalid-cursor")));
    }

    // Follows nextCursor to the end; events call it "after".
    private async Task<List<string>> NamesAsync(string path, string? filter, string? sort, string member)
    {
        var query = path + (filter is null ? "" : $"&filter={Uri.EscapeDataString(filter)}") + (sort is null ? "" : $"&sort={sort}");
        var (names, cursor) = (new List<string>(), "");
        while (true)
        {
            using var page = JsonDocument.Parse(await Http.GetStringAsync(cursor.Length == 0 ? query : query.Replace("after=0&", "", StringComparison.Ordinal) + cursor));
            names.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(member).GetString()!));
            if (!page.RootElement.TryGetProperty("nextCursor", out var next)) return names;
            cursor = $"&{(path.Contains("/events", StringComparison.Ordinal) ? "after" : "cursor")}={next.GetString()}";
        }
    }
}
