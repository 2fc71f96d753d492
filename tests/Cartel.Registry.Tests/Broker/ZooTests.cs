using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Broker;

internal sealed class ZooTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_first_to_know_a_class_is_asked_for_its_part_and_the_next_is_not()
    {
        var first = Plan("a", Knowing("1", 0, 1), []);
        var second = Plan("b", Knowing("2", 0, 1), [first.Added!]);
        var third = Plan("c", Knowing("3", 0, 1, 2), [first.Added!]);

        Assert.That(first.Added!.Parts.Select(part => part.Id), Is.EqualTo(new[] { "class:0", "class:1" }));
        Assert.That(second, Is.EqualTo(ZooChange.None));
        Assert.That(third.Added!.Parts.Select(part => part.Id), Is.EqualTo(new[] { "class:2" }), "only what is new");
    }

    [Test]
    public void Another_class_mix_is_kept_as_well()
    {
        var first = Plan("a", Knowing("1", 0, 1), []).Added!;
        var second = Plan("b", Knowing("2", 1, 2), [first]).Added!;

        // Classes 0 and 2 together are half a bit from either pair.
        var third = Plan("c", Knowing("3", 0, 2), [first, second]);

        Assert.That(third.Added!.Parts.Select(part => part.Id), Is.EqualTo(new[] { "class:0", "class:2" }));
        Assert.That(third.Added.ClassCounts, Is.EqualTo(new[] { 100, 0, 100 }));
    }

    [Test]
    public void What_is_not_known_well_is_not_kept()
    {
        var weak = Knowing("1", 0) with { Recall = [0.4, null, null] };

        Assert.That(Plan("a", weak, []), Is.EqualTo(ZooChange.None));
        Assert.That(Zoo.Plan("a", null, Knowing("1", 0), [], [], IsHere, Ratings.None, new ZooLimits(0, 1000), Now), Is.EqualTo(ZooChange.None), "no zoo is wanted");
        Assert.That(Zoo.Plan("a", null, Knowing("1", 0), [], [], IsHere, Ratings.None, new ZooLimits(1, 99), Now), Is.EqualTo(ZooChange.None), "it does not fit");
    }

    [Test]
    public void Over_the_limit_the_least_useful_gives_way()
    {
        ZooEntry[] kept =
        [
            Entry("old", Now.AddDays(-3), "1", 0, 1), Entry("used", Now.AddDays(-3), "2", 0, 1), Entry("alone", Now.AddDays(-3), "3", 2),
        ];
        var ratings = new Ratings();
        ratings.Set(new RatedSubject(Rated.Part, Hash("2", 0)), new DonorRecord(5, 0, Now));

        var change = Zoo.Plan("c", null, Knowing("4", 0, 2), [], kept, IsHere, ratings, new ZooLimits(3, 1_000_000), Now);

        Assert.That(change.Added, Is.Not.Null);
        Assert.That(change.Removed, Is.EqualTo(new[] { "old" }));
    }

    [Test]
    public void The_limit_in_bytes_holds_too()
    {
        ZooEntry[] kept = [Entry("a", Now, "1", 0, 1), Entry("b", Now.AddDays(-1), "2", 0, 1)];

        var change = Zoo.Plan("c", null, Knowing("4", 0, 2), [], kept, IsHere, Ratings.None, new ZooLimits(10, 450), Now);

        Assert.That(change.Removed, Is.EqualTo(new[] { "b" }), "six parts of 100 bytes");
    }

    [Test]
    public void A_promise_that_was_not_kept_is_struck_off_and_made_anew_by_another()
    {
        var promised = Entry("a", Now.AddMinutes(-11), "1", 0);

        var change = Zoo.Plan("b", null, Knowing("2", 0), [], [promised], static _ => false, Ratings.None, ZooLimits.Default, Now);

        Assert.That((change.Added!.Donor, change.Removed.Single()), Is.EqualTo(("b", "a")));
    }

    private static ZooChange Plan(string donor, AgentProfile profile, IReadOnlyList<ZooEntry> entries) =>
        Zoo.Plan(donor, null, profile, [], entries, IsHere, Ratings.None, ZooLimits.Default, Now);

    private static bool IsHere(string sha256) => true;

    private static ZooEntry Entry(string id, DateTimeOffset at, string seed, params int[] labels)
    {
        var profile = Knowing(seed, labels);
        return new ZooEntry(id, id, at, profile.ClassCounts, profile.Evidence, profile.Recall, profile.Parts);
    }

    private static AgentProfile Knowing(string seed, params int[] labels)
    {
        long[] counts = [.. Enumerable.Range(0, 3).Select(label => labels.Contains(label) ? 100L : 0)];
        double?[] rates = [.. counts.Select(count => count > 0 ? 0.9 : (double?)null)];
        return new AgentProfile(
            1, 200, counts, [.. counts.Select(static count => 3 * count)], rates, rates, [.. labels.Select(label => new PartOffer($"class:{label}", [label], Hash(seed, label), 100, 100))]);
    }

    private static string Hash(string seed, int label) => $"{seed}{label}".PadLeft(64, '0');
}
