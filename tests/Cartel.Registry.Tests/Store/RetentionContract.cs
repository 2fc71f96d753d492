using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <summary>How much of the past every store keeps.</summary>
[TestFixture(typeof(EmbeddedEngine))]
[TestFixture(typeof(RedisEngine))]
[TestFixture(typeof(RedisClusterEngine))]
[TestFixture(typeof(GarnetEngine))]
internal sealed class RetentionContract<TEngine> : EngineContract<TEngine>
    where TEngine : IStoreEngine, new()
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TaskKey Sea = new("default", Some.Task);
    private static readonly AgentKey Agent = Sea.Agent("target");

    private IMetadataStore _store = null!;

    [TearDown]
    public async Task Close() => await _store.DisposeAsync();

    [Test]
    public async Task Events_go_when_they_are_old()
    {
        await OpenAsync(new Retention { EventAge = TimeSpan.FromHours(1) });
        foreach (var minutes in (int[])[0, 1, 2]) await HappenAsync(Start.AddMinutes(minutes));

        await _store.TidyAsync(Sea, Start.AddMinutes(61), None);
        await _store.TidyAsync(Sea, Start.AddMinutes(61), None);

        // What is an hour old to the second is not older.
        Assert.That((await EventsAsync()).Select(one => one.At), Is.EqualTo(new[] { Start.AddMinutes(1), Start.AddMinutes(2) }));
        await HappenAsync(Start.AddMinutes(3));
        Assert.That((await EventsAsync())[^1].At, Is.EqualTo(Start.AddMinutes(3)), "numbers go on");
    }

    [Test]
    public async Task Of_too_many_bytes_of_events_the_oldest_go()
    {
        await OpenAsync(new Retention { EventBytes = 3_500 });
        for (var i = 0; i < 10; i++) await HappenAsync(Start.AddMinutes(i), new string('x', 900));

        await _store.TidyAsync(Sea, Start.AddMinutes(10), None);

        // Each has 900 bytes and its frame, which is not 100: three fit into 3,500.
        Assert.That((await EventsAsync()).Select(one => one.At), Is.EqualTo(new[] { 7, 8, 9 }.Select(minutes => Start.AddMinutes(minutes))));
    }

    [Test]
    public async Task Reports_go_when_they_are_old()
    {
        await OpenAsync(new Retention { HistoryAge = TimeSpan.FromHours(1) });
        foreach (var minutes in (int[])[0, 30, 90]) await ReportAsync(Agent, Start.AddMinutes(minutes));

        await _store.TidyAsync(Sea, Start.AddMinutes(90), None);

        Assert.That((await _store.HistoryAsync(Agent, None)).Select(one => one.At), Is.EqualTo(new[] { Start.AddMinutes(30), Start.AddMinutes(90) }));
    }

    [Test]
    public async Task Agents_share_the_bytes_of_reports_and_each_keeps_a_few()
    {
        var json = StoredJson.Write(new AgentStatus(10, 0.5), CartelJson.Default.AgentStatus).Length;
        // For two agents 25 reports each.
        await OpenAsync(new Retention { HistoryBytes = 2 * 25 * (json + Retention.PointBytes) });
        await _store.RegisterAsync(Sea.Agent("donor"), Some.Registration, new Lease(Start, 10), EventTexts.Joined(Agent, Start.AddDays(1)), Back, Follows.Anything, None);
        await _store.TidyAsync(Sea, Start, None);
        for (var i = 0; i < 40; i++) await ReportAsync(Agent, Start.AddSeconds(i));
        Assert.That(await _store.HistoryAsync(Agent, None), Has.Count.EqualTo(25));

        await _store.RegisterAsync(Sea.Agent("third"), Some.Registration, new Lease(Start, 10), EventTexts.Joined(Agent, Start.AddDays(2)), Back, Follows.Anything, None);
        await _store.TidyAsync(Sea, Start, None);
        await ReportAsync(Agent, Start.AddSeconds(41));
        // 16 would be a third of it.
        Assert.That(await _store.HistoryAsync(Agent, None), Has.Count.EqualTo(Retention.LeastPoints));
    }

    private static NewEvent Back => EventTexts.Back(Agent, Start);

    private async Task OpenAsync(Retention retention)
    {
        Engine.Retention = retention;
        _store = Engine.OpenEmpty();
        await _store.PutTaskAsync(Sea, Some.Manifest, standing: null, None);
        await _store.RegisterAsync(Agent, Some.Registration, new Lease(Start, 10), EventTexts.Joined(Agent, Start.AddMinutes(-100)), Back, Follows.Anything, None);
    }

    private Task<IdempotencyOutcome> HappenAsync(DateTimeOffset at, string message = "It happened.") => _store.SignalAsync(
        Sea, new Idempotency("signal", $"{at.Ticks}", "hash", at),
        new NewEvent($"{at.Ticks}", new CartelEvent("", at, "drift", Some.Task, "target", null, null, null, null, message)), None);

    // What joined is not what is counted.
    private async Task<List<CartelEvent>> EventsAsync() =>
        [.. (await _store.EventsAsync("default", 0, 1_000, None)).Items.Where(one => one.Kind == "drift")];

    private Task<Change?> ReportAsync(AgentKey agent, DateTimeOffset at) => _store.RenewLeaseAsync(agent, new AgentStatus(10, 0.5), new Lease(at, 10), Back, None);
}
