using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <content>What outlasts a transfer: ratings, past parts, recalls.</content>
internal sealed partial class MetadataStoreContract<TEngine>
{
    private static readonly ZooEntry Past = new("1f", "donor", Start, [100, 0, 100], [100, 0, 100], [0.9, null, 0.9], [Some.Part], [[1], null, null]);

    [Test]
    public async Task Ratings_add_up_and_halve_with_time()
    {
        await RegisterAsync();
        await EndAsync(await StoredAsync(NewTransfer()), Start, new Rating(Rated.Agent, "donor", 1, 0), new Rating(Rated.Part, "p", 0, 0.25));
        await EndAsync(await StoredAsync(NewTransfer()), Start + DonorRecord.HalfLife, new Rating(Rated.Agent, "donor", 0.5, 1));

        var ratings = await _store.RatingsAsync(Task, "target", None);
        // 1 / 2 + 0.5, and 0 / 2 + 1.
        Assert.That(ratings.Of(Rated.Agent, "donor"), Is.EqualTo(new DonorRecord(1, 1, Start + DonorRecord.HalfLife)));
        Assert.That(ratings.Of(Rated.Part, "p"), Is.EqualTo(new DonorRecord(0, 0.25, Start)));
        Assert.That(ratings.Of(Rated.Agent, "other"), Is.EqualTo(default(DonorRecord)));
    }

    [Test]
    public async Task A_rating_that_comes_late_counts_whole()
    {
        await RegisterAsync();
        await EndAsync(await StoredAsync(NewTransfer()), Start.AddHours(5), new Rating(Rated.Agent, "donor", 1, 0));
        await EndAsync(await StoredAsync(NewTransfer()), Start, new Rating(Rated.Agent, "donor", 1, 0));

        Assert.That((await _store.RatingsAsync(Task, "target", None)).Of(Rated.Agent, "donor"), Is.EqualTo(new DonorRecord(2, 0, Start.AddHours(5))));
    }

    [Test]
    public async Task What_a_target_says_of_a_donor_is_its_own()
    {
        await RegisterAsync();
        await EndAsync(await StoredAsync(NewTransfer()), Start, new Rating(Rated.Together, "donor", 1, 0));

        Assert.That((await _store.RatingsAsync(Task, "target", None)).Of(Rated.Together, "donor").Kept, Is.EqualTo(1));
        Assert.That((await _store.RatingsAsync(Task, "other", None)).Of(Rated.Together, "donor").Kept, Is.Zero);
        Assert.That((await _store.RatingsAsync(Task, "target", None)).Of(Rated.Agent, "donor").Kept, Is.Zero);
    }

    [Test]
    public async Task Ratings_of_which_nothing_is_left_are_forgotten()
    {
        await RegisterAsync();
        await EndAsync(await StoredAsync(NewTransfer()), Start, new Rating(Rated.Agent, "old", 1, 0));
        await EndAsync(await StoredAsync(NewTransfer()), Start.AddHours(20), new Rating(Rated.Agent, "young", 1, 0));

        await _store.TidyAsync(Task, Start + Keep.Ratings + TimeSpan.FromSeconds(1), None);

        var ratings = await _store.RatingsAsync(Task, "target", None);
        Assert.That((ratings.Of(Rated.Agent, "old").Kept, ratings.Of(Rated.Agent, "young").Kept), Is.EqualTo((0.0, 1.0)));
    }

    [Test]
    public async Task Past_parts_come_back_as_they_were_and_go()
    {
        await RegisterAsync();
        await _store.ChangeZooAsync(Task, new ZooChange(Past, []), None);
        await _store.ChangeZooAsync(Task, new ZooChange(Past with { Id = "0a" }, []), None);
        var both = await _store.ZooAsync(Task, None);

        await _store.ChangeZooAsync(Task, new ZooChange(Past with { Id = "2b" }, ["1f", "unknown"]), None);

        Assert.That(both.Select(entry => entry.Id), Is.EqualTo(new[] { "0a", "1f" }));
        Assert.That(StoredJson.Write(both[1], CartelJson.Default.ZooEntry), Is.EqualTo(StoredJson.Write(Past, CartelJson.Default.ZooEntry)));
        Assert.That((await _store.ZooAsync(Task, None)).Select(entry => entry.Id), Is.EqualTo(new[] { "0a", "2b" }));
    }

    [Test]
    public async Task A_task_takes_its_past_parts_and_ratings_with_it()
    {
        await RegisterAsync();
        await _store.ChangeZooAsync(Task, new ZooChange(Past, []), None);
        await EndAsync(await StoredAsync(NewTransfer()), Start, new Rating(Rated.Agent, "donor", 1, 0));
        await _store.RemoveAgentAsync(Agent, Follows.Anything, None);
        await _store.RemoveTaskAsync(Task, standing: null, None);
        await _store.ChangeZooAsync(Task, new ZooChange(Past, []), None);

        Assert.That(await _store.ZooAsync(Task, None), Is.Empty);
        Assert.That((await _store.RatingsAsync(Task, "target", None)).Of(Rated.Agent, "donor").Kept, Is.Zero);
    }

    [Test]
    public async Task Parts_are_recalled_in_their_namespace_with_one_event()
    {
        await RegisterAsync();
        await _store.RecallAsync("default", ["a", "b"], Start, Happened("part.recalled"), None);
        await _store.RecallAsync("default", ["b", "c"], Start.AddSeconds(1), Happened("part.recalled"), None);

        Assert.That(await _store.RecalledAsync("default", None), Is.EquivalentTo(new[] { "a", "b", "c" }));
        Assert.That(await _store.RecalledAsync("other", None), Is.Empty);
        Assert.That(await KindsAsync(), Has.Exactly(1).EqualTo("part.recalled"));
    }

    [Test]
    public async Task Parts_asked_for_without_a_transfer_wait_in_the_inbox_once_each()
    {
        await RegisterAsync();
        await _store.RequestPartsAsync(Agent, "anticipation", ["p", "q"], Start, None);
        await _store.RequestPartsAsync(Agent, "anticipation", ["q"], Start, None);
        await _store.RequestPartsAsync(Task.Agent("nobody"), "anticipation", ["p"], Start, None);

        Assert.That(
            (await _store.InboxAsync(Agent, 0, None)).Select(item => (item.TransferId, item.Sha256)),
            Is.EqualTo(new[] { ("anticipation", "p"), ("anticipation", "q") }));
        Assert.That(await _store.InboxAsync(Task.Agent("nobody"), 0, None), Is.Empty);
    }
}
