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
        Assert.That(told.Offers[0].Parts.Select(part => part.Id), Is.EqualTo(new[] { "class:2" }), "the part of that class alone");
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

    private static IReadOnlyList<EmergingClass> Find(StoredAgent agent, Transfer[] recent, params StoredAgent[] others) =>
        Find(agent, recent, new Fleet([agent, .. others], []));

    private static IReadOnlyList<EmergingClass> Find(StoredAgent agent, Transfer[] recent, Fleet fleet)
    {
        var unknown = Emergence.Unknown(Emergence.Waves(recent, Now), agent.Name, agent.Profile!);
        return Emergence.Find(agent, Emergence.Near(unknown, agent.Profile!, fleet), fleet, Matchmaker, Now);
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
