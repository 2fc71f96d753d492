using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Broker;

internal sealed class EmergenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Matchmaker Matchmaker = new(NeighbourChoices.Create("cartel"));

    [Test]
    public void A_class_that_two_neighbours_asked_for_is_told_with_who_can_help()
    {
        var told = Find(Agent("a", 100, 100, 0), [Asked("b"), Asked("c")], Agent("b", 100, 100, 20), Agent("c", 90, 110, 5), Agent("donor", 100, 100, 100)).Single();

        Assert.That((told.Class, told.Agents), Is.EqualTo((2, 2)));
        Assert.That(told.Offers[0].Agent, Is.EqualTo("donor"));
        Assert.That(told.Offers[0].Parts.Select(part => part.Id), Is.EqualTo(new[] { "class:2", "class:0", "class:1" }), "with those of the classes that both know");
    }

    private static IEnumerable<TestCaseData> Silences()
    {
        StoredAgent[] near = [Agent("b", 100, 100, 20), Agent("c", 100, 100, 20), Agent("donor", 100, 100, 100)];
        var young = Agent("a", 100, 100, 0);
        yield return new TestCaseData(young, (Transfer[])[Asked("b"), Asked("b")], near).SetArgDisplayNames("one neighbour asked twice");
        yield return new TestCaseData(young, (Transfer[])[Asked("b"), Asked("c", minutesAgo: 11)], near).SetArgDisplayNames("one asked long ago");
        yield return new TestCaseData(young, (Transfer[])[Asked("b"), Asked("c", sample: 99)], near).SetArgDisplayNames("one had just begun");
        yield return new TestCaseData(young, (Transfer[])[Asked("b"), Asked("a")], near).SetArgDisplayNames("it asked itself");
        yield return new TestCaseData(Agent("a", 100, 100, 30), (Transfer[])[Asked("b"), Asked("c")], near).SetArgDisplayNames("it knows the class");
        yield return new TestCaseData(
            Agent("a", 200, 0, 0), (Transfer[])[Asked("b"), Asked("c")], (StoredAgent[])[Agent("b", 0, 200, 20), Agent("c", 0, 200, 20), Agent("donor", 100, 100, 100)])
            .SetArgDisplayNames("who asked is far away");
        yield return new TestCaseData(young, (Transfer[])[Asked("b"), Asked("c")], near[..2]).SetArgDisplayNames("nobody can help");
    }

    [TestCaseSource(nameof(Silences))]
    public void Else_nothing_is_told(StoredAgent agent, Transfer[] recent, StoredAgent[] others) => Assert.That(Find(agent, recent, others), Is.Empty);

    [Test]
    public void Those_who_are_told_at_once_are_sent_to_different_donors_while_these_are_busy()
    {
        StoredAgent[] fleet =
        [
            Agent("b", 100, 100, 20), Agent("c", 100, 100, 20), .. Enumerable.Range(0, 6).Select(i => Agent($"donor-{i}", 100, 100, 100)),
        ];
        Transfer[] open = [.. Enumerable.Range(0, 6).Select(i => Asked("b") with { Donor = $"donor-{i}" })];

        var first = Enumerable.Range(0, 40)
            .Select(i => Find(Agent($"a{i}", 100, 100, 0), [Asked("b"), Asked("c")], new Fleet(fleet, open)))
            .Select(told => told.Single().Offers[0].Agent);

        Assert.That(first.Distinct().Count(), Is.GreaterThanOrEqualTo(5));
    }

    [Test]
    public void A_wave_goes_on_to_live_agents_near_who_asked_last_that_have_not_met_the_class()
    {
        StoredAgent[] others =
        [
            Agent("first", 200, 0, 20), Agent("last", 200, 0, 20), Agent("near", 180, 20, 0), Agent("far", 0, 200, 0), Agent("knows", 200, 0, 1),
            Agent("asked", 200, 0, 0), Agent("lost", 200, 0, 0) with { LeaseUntil = Now }, Agent("silent", 200, 0, 0) with { Profile = null }, Agent("empty", 0, 0, 0),
        ];

        Assert.That(Next("last", [Asked("first"), Asked("asked"), Asked("last")], others), Is.EqualTo(new[] { "near" }));
        Assert.That(Next("silent", [Asked("first"), Asked("silent")], others), Is.Empty, "of whom nothing is known, nobody is near");
        Assert.That(Next("stranger", [Asked("first"), Asked("stranger")], others), Is.Empty);
    }

    [Test]
    public void Of_a_large_fleet_a_wave_reaches_32_at_a_time_and_from_each_who_asks_others()
    {
        var targets = Enumerable.Range(0, 20).Select(i => Agent($"t{i}", 100, 100, 20)).ToList();
        var fleet = Enumerable.Range(0, 1000).Select(i => Agent($"a{i}", 100, 100, 0)).Concat(targets).ToArray();
        Transfer[] recent = [.. targets.Select(target => Asked(target.Name))];

        var reached = targets.Select(target => Next(target.Name, recent, fleet)).ToList();

        Assert.That(reached.Select(static names => names.Distinct().Count()), Is.All.EqualTo(32));
        Assert.That(Next("t0", recent, fleet), Is.EqualTo(reached[0]), "the same draw again");
        Assert.That(reached.SelectMany(static names => names).Distinct().Count(), Is.GreaterThan(200), "twenty draws of 32 among a thousand");
    }

    [Test]
    public void Where_nobody_near_is_among_those_compared_the_wave_waits_for_the_next_request()
    {
        StoredAgent[] fleet =
        [
            Agent("first", 200, 0, 20), Agent("last", 200, 0, 20), .. Enumerable.Range(0, 1000).Select(i => Agent($"far{i}", 0, 200, 0)), Agent("near", 200, 0, 0),
        ];
        var few = fleet[..3].Append(fleet[^1]).ToArray();

        Assert.That(Next("last", [Asked("first"), Asked("last")], few), Is.EqualTo(new[] { "near" }));
        Assert.That(Next("last", [Asked("first"), Asked("last")], fleet), Is.Empty, "128 of a thousand are compared");
    }

    private static IReadOnlyList<string> Next(string last, Transfer[] recent, params StoredAgent[] fleet) =>
        Emergence.Next(Emergence.Waves(recent, Now).Single(), last, new Fleet(fleet, []), Now);

    private static IReadOnlyList<EmergingClass> Find(StoredAgent agent, Transfer[] recent, params StoredAgent[] others) =>
        Find(agent, recent, new Fleet([agent, .. others], []));

    private static IReadOnlyList<EmergingClass> Find(StoredAgent agent, Transfer[] recent, Fleet fleet)
    {
        var unknown = Emergence.Unknown(Emergence.Waves(recent, Now), agent.Name, agent.Document!.Numbers);
        return Emergence.Find(agent, Emergence.Near(unknown, agent.Document!.Numbers, fleet), fleet, Matchmaker, Now);
    }

    private static Transfer Asked(string target, int minutesAgo = 1, long sample = 100) => new(
        "t", "sea", target, new TransferTrigger(TriggerKind.Novelty, sample), [2], TransferState.Offered, [], null,
        Now.AddMinutes(-minutesAgo), Now, Now, null);

    private static StoredAgent Agent(string name, params long[] counts)
    {
        double?[] recall = [.. counts.Select(count => count > 0 ? 0.9 : (double?)null)];
        PartOffer[] parts = [.. Enumerable.Range(0, 3).Where(label => counts[label] >= 100).Select(label => new PartOffer($"class:{label}", [label], $"{name}{label}", 100, 100))];
        return new StoredAgent(
            name, Now, Now.AddSeconds(10), 10, Some.Registration, null, new AgentProfile(1, 1, counts, counts, recall, recall, parts), Now);
    }
}
