using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <content>The feed of changes.</content>
internal sealed partial class MetadataStoreContract<TEngine>
{
    [Test]
    public async Task The_feed_names_each_changed_agent_once_in_the_order_of_its_last_change()
    {
        await RegisterAsync(Task.Agent("a"), Some.Registration);
        await RegisterAsync(Task.Agent("b"), Some.Registration);
        await RegisterAsync(Task.Agent("c"), Some.Registration);
        await RenewAsync(Task.Agent("a"));

        var page = await ChangesAsync(FeedMark.None);

        Assert.That(Names(page), Is.EqualTo(new[] { "b", "c", "a" }));
        Assert.That(page!.Until.Number, Is.EqualTo(page.Agents[^1].Number).And.EqualTo(page.Newest));
    }

    [Test]
    public async Task After_a_mark_come_only_later_changes()
    {
        await RegisterAsync();
        var mark = (await ChangesAsync(FeedMark.None))!.Until;
        Assert.That(Names(await ChangesAsync(mark)), Is.Empty);

        await PutProfileAsync(Some.Profile());
        var page = await ChangesAsync(mark);

        Assert.That(page!.From, Is.EqualTo(mark));
        Assert.That(Names(page), Is.EqualTo(new[] { "target" }));
        Assert.That(await NumbersAsync("target"), Is.EqualTo(new[] { page.Until.Number }), "the agent bears the number of its last change");
    }

    [Test]
    public async Task A_long_feed_comes_in_stretches()
    {
        foreach (var name in (string[])["a", "b", "c"]) await RegisterAsync(Task.Agent(name), Some.Registration);

        var first = await ChangesAsync(FeedMark.None, limit: 2);
        var rest = await ChangesAsync(first!.Until, limit: 2);

        Assert.That(Names(first), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Names(rest), Is.EqualTo(new[] { "c" }));
        Assert.That(rest!.From, Is.EqualTo(first.Until));
    }

    [Test]
    public async Task The_feed_names_removed_agents()
    {
        await RegisterAsync();
        var mark = (await ChangesAsync(FeedMark.None))!.Until;

        var number = (await _store.RemoveAgentAsync(Agent, Follows.Anything, None)).Number;
        var page = await ChangesAsync(mark);

        Assert.That(page!.Agents, Is.EqualTo(new[] { new ChangedAgent("target", number) }));
        Assert.That(await _store.FindAgentsAsync(Task, ["target"], None), Is.EqualTo(new StoredAgent?[] { null }));
    }

    [Test]
    public async Task A_change_tells_its_number_and_that_before_it()
    {
        await PutTaskAsync();
        var joined = (await _store.RegisterAsync(Agent, Some.Registration, new Lease(Start, 10), EventTexts.Joined(Agent, Start), Back(Start), Follows.Anything, None)).Change;
        var renewed = (await _store.RenewLeaseAsync(Agent, null, new Lease(Start, 10), Back(Start), None))!.Value;
        var published = (await _store.PutProfileAsync(Agent, Some.Profile(), new Lease(Start, 10), Back(Start), None)).Change;

        Assert.That((joined.Former, renewed.Former, published.Former), Is.EqualTo((0L, joined.Number, renewed.Number)));
        Assert.That(joined.Number, Is.LessThan(renewed.Number));
        Assert.That(renewed.Number, Is.LessThan(published.Number));
    }

    [Test]
    public async Task A_task_that_comes_again_begins_another_feed()
    {
        Assert.That(await ChangesAsync(FeedMark.None), Is.Null);

        await PutTaskAsync();
        var mark = (await ChangesAsync(FeedMark.None))!.Until;
        await _store.RemoveTaskAsync(Task, standing: null, None);
        Assert.That(await ChangesAsync(mark), Is.Null);

        await PutTaskAsync();
        Assert.That((await ChangesAsync(mark))!.From, Is.Not.EqualTo(mark));
    }

    [Test]
    public async Task Manifest_zoo_and_ratings_have_versions()
    {
        await RegisterAsync();
        var before = (await ChangesAsync(FeedMark.None))!;

        await PutTaskAsync(Some.Manifest with { Description = "new" });
        await _store.ChangeZooAsync(Task, new ZooChange(Past, []), None);
        var after = (await ChangesAsync(before.Until))!.Versions;

        Assert.That(after.Manifest, Is.Not.EqualTo(before.Versions.Manifest));
        Assert.That(after.Zoo, Is.Not.EqualTo(before.Versions.Zoo));
        Assert.That(after.Ratings, Is.EqualTo(before.Versions.Ratings));
    }

    [Test]
    public async Task A_profile_that_follows_another_than_the_one_that_stands_is_not_written()
    {
        await RegisterAsync();
        await PutProfileAsync(Some.Profile(1));

        Assert.That((await FollowAsync(Some.Profile(2), Publication.Nothing)).Outcome, Is.EqualTo(ProfileOutcome.Moved));
        Assert.That((await FollowAsync(Some.Profile(2), follows: 1)).Outcome, Is.EqualTo(ProfileOutcome.Stored));
        Assert.That((await FollowAsync(Some.Profile(2), follows: 1)).Outcome, Is.EqualTo(ProfileOutcome.Repeated), "the same once more is no other");
    }

    [Test]
    public async Task A_profile_brings_its_report_into_the_history()
    {
        await RegisterAsync();
        await _store.PutProfileAsync(Agent, new Publication(ProfileDocument.Of(Some.Profile()), new AgentStatus(7)), new Lease(Start, 10), Back(Start), None);

        Assert.That((await _store.HistoryAsync(Agent, None)).Select(point => point.Status.SampleCount), Is.EqualTo(new[] { 7L }));
        Assert.That((await _store.FindAgentAsync(Agent, None))!.Status!.SampleCount, Is.EqualTo(7));
    }

    private Task<FeedPage?> ChangesAsync(FeedMark after, int limit = 100) => _store.ChangesAsync(Task, after, default, limit, None);

    private static IEnumerable<string> Names(FeedPage? page) => page!.Agents.Select(agent => agent.Name);

    private async Task<IEnumerable<long>> NumbersAsync(params string[] names) =>
        (await _store.FindAgentsAsync(Task, names, None)).Select(agent => agent!.Change);

    private Task<Change?> RenewAsync(AgentKey agent) => _store.RenewLeaseAsync(agent, null, new Lease(Start, 10), Back(Start), None);

    private Task<ProfileWrite> FollowAsync(AgentProfile profile, long follows) =>
        _store.PutProfileAsync(Agent, new Publication(ProfileDocument.Of(profile), Follows: follows), new Lease(Start, 10), Back(Start), None);
}
