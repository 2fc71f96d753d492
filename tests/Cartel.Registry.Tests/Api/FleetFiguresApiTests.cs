using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>What the registry counts and compares for whoever looks at a fleet.</summary>
internal sealed class FleetFiguresApiTests : RegistryTest
{
    private const string Path = $"{Root}/tasks/sea";

    [SetUp]
    public Task MakeFleet() => Some.FleetAsync(Client);

    [Test]
    public async Task A_summary_counts_agents_transfers_bytes_and_signals()
    {
        await Client.RenewLeaseAsync(Some.Task, "target", new AgentStatus(1_000));
        await Client.RenewLeaseAsync(Some.Task, "donor", new AgentStatus(500));
        var transfer = await Client.RequestTransferAsync(Some.Task, Some.Request(), Some.Key());
        await Client.SignalAsync(Some.Task, "donor", new AgentSignal(TriggerKind.Drift, 400, [0]), Some.Key());

        var summary = await GetAsync("summary?step=60", CartelJson.Default.FleetSummary);

        Assert.That(summary.Agents, Is.EqualTo(new AgentTally(2, 0, 0)));
        Assert.That(summary.Samples, Is.EqualTo(1_500));
        Assert.That(summary.Transfers, Is.EqualTo(new TransferTally(1, 0, 0, 0, 0, 0)));
        // One numeric column of 4 bytes, and 2 for the label.
        Assert.That(summary.Bytes, Is.EqualTo(new BytesTally(0, 9_000, 6)));
        Assert.That(summary.Signals.Select(static step => (step.Drifts, step.Novelties)), Is.EqualTo(new[] { (1, 1) }));

        await EndAsync(transfer, TransferState.RolledBack);
        Time.Advance(TimeSpan.FromSeconds(2));
        summary = await GetAsync("summary?step=60", CartelJson.Default.FleetSummary);

        Assert.That(summary.Transfers, Is.EqualTo(new TransferTally(0, 0, 0, 1, 0, 0)));
        Assert.That(summary.Bytes.Fetched, Is.EqualTo(100), "as the receipt says");
        Assert.That(summary.Signals.Single().RolledBack, Is.EqualTo(1));
    }

    [Test]
    public async Task Figures_stand_for_two_seconds_and_signals_fall_into_steps()
    {
        await GetAsync("summary", CartelJson.Default.FleetSummary);
        await Client.RegisterAsync(Some.Task, "third", Some.Registration);
        Assert.That((await GetAsync("summary", CartelJson.Default.FleetSummary)).Agents.Online, Is.EqualTo(2));
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await GetAsync("summary", CartelJson.Default.FleetSummary)).Agents.Online, Is.EqualTo(3));

        for (var i = 0; i < 3; i++)
        {
            await Client.SignalAsync(Some.Task, "donor", new AgentSignal(TriggerKind.Drift, i, [0]), Some.Key());
            Time.Advance(TimeSpan.FromSeconds(30));
        }

        var steps = (await GetAsync("summary?step=30", CartelJson.Default.FleetSummary)).Signals;
        Assert.That(steps.Select(static step => step.Drifts), Is.EqualTo(new[] { 1, 1, 1 }));
        Assert.That(steps[1].At - steps[0].At, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task Agents_fall_late_and_offline_in_the_figures()
    {
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.That((await GetAsync("summary", CartelJson.Default.FleetSummary)).Agents, Is.EqualTo(new AgentTally(0, 2, 0)));
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.That((await GetAsync("summary", CartelJson.Default.FleetSummary)).Agents, Is.EqualTo(new AgentTally(0, 0, 2)));
    }

    [Test]
    public async Task Signals_are_the_latest_of_a_time_and_say_whether_they_are_all()
    {
        for (var i = 1; i <= 4; i++)
        {
            await Client.SignalAsync(Some.Task, i % 2 == 0 ? "donor" : "target", new AgentSignal(TriggerKind.Drift, i, []), Some.Key());
            Time.Advance(TimeSpan.FromSeconds(10));
        }

        var all = await GetAsync("signals", CartelJson.Default.SignalList);
        Assert.That(all.Items.Select(static one => one.Sample), Is.EqualTo(new long?[] { 1, 2, 3, 4 }));
        Assert.That(all.Complete, Is.True);
        var last = await GetAsync("signals?limit=2", CartelJson.Default.SignalList);
        Assert.That((last.Items[0].Sample, last.Complete), Is.EqualTo(((long?)3, false)));
        var since = await GetAsync($"signals?from={Uri.EscapeDataString($"{all.Items[2].At:O}")}", CartelJson.Default.SignalList);
        Assert.That(since.Items.Select(static one => one.Sample), Is.EqualTo(new long?[] { 3, 4 }));
    }

    [Test]
    public async Task Divergences_are_those_of_the_class_counts_with_agents_alike_together()
    {
        foreach (var (name, counts) in new (string, long[])[] { ("left-1", [900, 50, 50]), ("right-1", [50, 50, 900]), ("left-2", [880, 60, 60]), ("silent", [0, 0, 0]) })
        {
            await Client.RegisterAsync(Some.Task, name, Some.Registration);
            await Client.PutProfileAsync(Some.Task, name, Some.Profile() with { ClassCounts = counts });
        }

        var matrix = await GetAsync("divergences?agents=left-1,right-1,left-2,silent,nobody", CartelJson.Default.DivergenceMatrix);

        Assert.That(matrix.Agents, Is.EqualTo(new[] { "left-1", "right-1", "left-2" }), "those with samples");
        for (var i = 0; i < 3; i++) Assert.That(matrix.Bits[i][i], Is.Zero);
        Assert.That(matrix.Bits[0][1], Is.EqualTo(matrix.Bits[1][0]));
        // Two halves of p = (.9, .05, .05) and its mirror: H((.475, .05, .475)) − H(p) = 1.2364 − 0.5690 bits, less a bias below 0.002.
        Assert.That(matrix.Bits[0][1], Is.EqualTo(0.6674).Within(0.002));
        Assert.That(matrix.Bits[0][2], Is.LessThan(0.01));
        Assert.That(matrix.Groups[0], Is.EqualTo(matrix.Groups[2]).And.Not.EqualTo(matrix.Groups[1]));

        var some = await GetAsync("divergences?limit=2", CartelJson.Default.DivergenceMatrix);
        Assert.That((some.Agents.Count, some.All), Is.EqualTo((2, 4)));
    }

    [Test]
    public async Task A_timeline_tells_a_transfer_from_what_caused_it_to_its_end()
    {
        var transfer = await Client.RequestTransferAsync(Some.Task, Some.Request(), Some.Key());
        await Client.RequestTransferAsync(Some.Task, Some.Request(sample: 900), Some.Key());
        Time.Advance(TimeSpan.FromSeconds(5));
        await EndAsync(transfer, TransferState.Adopted);

        var timeline = (await Http.GetFromJsonAsync($"{Root}/transfers/{transfer.Id}/timeline", CartelJson.Default.TransferTimeline))!.Items;

        Assert.That(timeline.Select(static step => step.Kind), Is.EqualTo(new[] { "novelty", "transfer.offered", "transfer.fetching", "transfer.shadowing", "transfer.adopted" }));
        Assert.That(timeline[^1].At - timeline[0].At, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task Neighbours_name_as_many_of_the_refused_as_are_wanted()
    {
        await Client.PutProfileAsync(Some.Task, "target", Some.Profile() with { Parts = [] });
        for (var i = 0; i < 3; i++)
        {
            await Client.RegisterAsync(Some.Task, $"empty-{i}", Some.Registration);
            await Client.PutProfileAsync(Some.Task, $"empty-{i}", Some.Profile() with { Parts = [] });
        }

        var found = await GetAsync("agents/target/neighbours?classes=2&explain=true&refused=2", CartelJson.Default.NeighbourList);

        Assert.That(found.Items.Count(static one => one.Refused is not null), Is.EqualTo(2));
        Assert.That(found.Items[0].Agent, Is.EqualTo("donor"));
    }

    [Test]
    public async Task The_registry_tells_who_asks_and_what_it_is()
    {
        var caller = (await Http.GetFromJsonAsync("/api/v1/caller", CartelJson.Default.CallerView))!;
        Assert.That(caller, Is.EqualTo(new CallerView("local", false, Role.Admin)));

        var system = (await Http.GetFromJsonAsync("/api/v1/system", CartelJson.Default.SystemView))!;
        Assert.That((system.Store, system.StoreTrouble, system.Agents), Is.EqualTo(("sqlite", (string?)null, 2)));
        Assert.That(system.Namespaces, Is.EqualTo(new[] { "default" }));
        Assert.That(system.ServerTime, Is.EqualTo(system.StartedAt), "the clock stands still");
        Assert.That(system.Limits["events"], Is.EqualTo(10_000));
    }

    [TestCase("tasks/sea/summary?step=0", "invalid-query")]
    [TestCase("tasks/none/summary", "task-not-found")]
    [TestCase("tasks/sea/signals?limit=5001", "invalid-query")]
    [TestCase("tasks/sea/signals?from=yesterday", "invalid-query")]
    [TestCase("tasks/none/signals", "task-not-found")]
    [TestCase("tasks/sea/divergences?limit=101", "invalid-query")]
    [TestCase("tasks/none/divergences", "task-not-found")]
    [TestCase("tasks/sea/agents/donor/neighbours?refused=-1", "invalid-query")]
    [TestCase("transfers/sea.00000000000000000000000000000000/timeline", "transfer-not-found")]
    public async Task What_is_asked_wrongly_is_refused(string path, string code) =>
        Assert.That((await Refused.OfAsync(await Http.GetAsync($"{Root}/{path}"))).Code, Is.EqualTo(code));

    private async Task EndAsync(Transfer transfer, TransferState outcome)
    {
        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));
        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Shadowing));
        await Client.SendReceiptAsync(transfer.Id, Some.Receipt(outcome));
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type) => (await Http.GetFromJsonAsync($"{Path}/{path}", type))!;
}
