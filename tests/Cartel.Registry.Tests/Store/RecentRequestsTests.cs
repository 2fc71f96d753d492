using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;
using Cartel.Simulation;

namespace Cartel.Registry.Tests.Store;

/// <summary>Who asked lately, where more asked than one look at the store shows.</summary>
internal sealed class RecentRequestsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TaskKey Task = new("default", Some.Task);

    private MemoryStore _store = null!;
    private RecentRequests _requests = null!;
    private int _opened;

    [SetUp]
    public async Task MakeStore()
    {
        (_store, _opened) = (new MemoryStore(static _ => { }), 0);
        _requests = new RecentRequests(_store);
        await _store.PutTaskAsync(Task, Some.Manifest, standing: null, CancellationToken.None);
    }

    [TearDown]
    public async Task Dispose() => await _store.DisposeAsync();

    [Test]
    public async Task All_who_asked_are_known_and_the_last_ones_looked_at()
    {
        await AskAsync(450, Now);
        var wave = (await WavesAsync(Now)).Single();

        Assert.That((wave.Class, wave.Asked.Count), Is.EqualTo((2, 450)));
        Assert.That(wave.Targets, Is.EqualTo(Enumerable.Range(250, 200).Select(Name)));
    }

    [Test]
    public async Task What_comes_later_is_added_within_a_second_and_what_is_ten_minutes_old_forgotten()
    {
        await AskAsync(250, Now);
        await WavesAsync(Now);
        await AskAsync(300, Now.AddSeconds(1));

        Assert.That((await WavesAsync(Now.AddSeconds(0.9))).Single().Asked, Has.Count.EqualTo(250), "looked at a moment ago");
        Assert.That((await WavesAsync(Now.AddSeconds(1))).Single().Asked, Has.Count.EqualTo(550));
        Assert.That((await WavesAsync(Now.AddMinutes(10))).Single().Asked, Has.Count.EqualTo(300));
        Assert.That(await WavesAsync(Now.AddMinutes(11)), Is.Empty);
    }

    [Test]
    public async Task Who_comes_late_with_an_earlier_id_is_seen_as_well()
    {
        await AskAsync(3, Now);
        await WavesAsync(Now);
        await OpenAsync("late", $"{Some.Task}.{new string('0', 32)}", Now);

        Assert.That((await WavesAsync(Now.AddSeconds(1))).Single().Asked, Does.Contain("late"));
    }

    private static string Name(int i) => $"agent-{i:0000}";

    private Task<IReadOnlyList<Wave>> WavesAsync(DateTimeOffset now) => _requests.WavesAsync(Task, now, CancellationToken.None);

    private async Task AskAsync(int count, DateTimeOffset at)
    {
        for (var i = 0; i < count; i++, _opened++) await OpenAsync(Name(_opened), $"{Some.Task}.1{_opened:x31}", at);
    }

    private async Task OpenAsync(string target, string id, DateTimeOffset at) => await _store.OpenTransferAsync(
        Task, new Transfer(id, Some.Task, target, new TransferTrigger(TriggerKind.Novelty, 500), [2], TransferState.Offered, [], null, at, at, at, null),
        new Idempotency("transfer", id, "", at), [], CancellationToken.None);
}
