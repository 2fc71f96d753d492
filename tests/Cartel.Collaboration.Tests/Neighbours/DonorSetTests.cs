using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

public sealed class DonorSetTests
{
    private const int Classes = 6;
    private static readonly INeighbourChoice Choice = NeighbourChoices.Create(NeighbourChoices.Default);

    // The asker has classes 0 to 3 alike, and needs 4.
    private static readonly NeighbourQuery Query = new([100, 100, 100, 100, 5, 0], [4], [0.9, 0.9, 0.9, 0.9, null, null]);

    [Test]
    public void Halves_are_made_whole()
    {
        var chosen = Choose(Query, Knowing("left", 0, 1, 4), Knowing("left-again", 0, 1, 4), Knowing("right", 2, 3, 4), Knowing("stranger", 5, 4));

        Assert.That(chosen.Take(2).Select(Name), Is.EquivalentTo(new[] { "left", "right" }));
    }

    [Test]
    public void Needs_that_no_one_knows_whole_are_covered_first()
    {
        var query = Query with { Needs = [4, 5], ClassCounts = [100, 100, 100, 100, 5, 5] };

        var chosen = Choose(query, Knowing("four", 0, 1, 2, 3, 4), Knowing("four-too", 0, 1, 2, 3, 4), Knowing("five", 5, 0));

        Assert.That(chosen.Take(2).Select(Name), Is.EquivalentTo(new[] { "four", "five" }));
    }

    [Test]
    public void With_nothing_to_add_the_next_best_stand_by()
    {
        var chosen = Choose(Query, Knowing("a", 0, 1, 2, 3, 4), Knowing("b", 0, 1, 2, 4), Knowing("c", 0, 1, 2, 3, 4));

        Assert.That(chosen.Select(Name), Is.EqualTo(new[] { "a", "c", "b" }));
    }

    [Test]
    public void Refused_ones_are_never_chosen() =>
        Assert.That(Choose(Query, Knowing("ignorant", 0, 1, 2, 3)), Is.Empty);

    // The greedy rule's own bound, against every set of three.
    [Test]
    public void Three_donors_cover_at_least_what_the_greedy_rule_promises([Range(1, 25)] int seed)
    {
        var random = new SeededRandom(seed);
        Candidate[] candidates = [.. Enumerable.Range(0, 12).Select(i => Knowing(
            $"d{i}", [4, .. Enumerable.Range(0, 4).Where(_ => random.Next(3) == 0)]))];
        var ranked = Choice.Rank(Query, candidates);

        var chosen = DonorSet.Choose(Query, ranked, 3);

        var best = (from a in candidates from b in candidates from c in candidates select Covered([a, b, c])).Max();
        // The first is the best of the ranking, whatever it covers, so the rule holds for the two that complete it.
        var first = Covered([chosen[0].Candidate]);
        Assert.That(Covered([.. chosen.Select(static one => one.Candidate)]), Is.GreaterThanOrEqualTo(first + (1 - 1 / Math.E) * (best - first) - 0.02));
        Assert.That(chosen[0], Is.EqualTo(ranked[0]));
        Assert.That(chosen, Is.Unique);
    }

    [Test]
    public void A_busy_best_gives_way_to_an_idle_near_equal_and_the_draw_decides()
    {
        Candidate[] alike = [.. Enumerable.Range(0, 8).Select(i => Knowing($"d{i}", 0, 1, 2, 3, 4) with { OpenTransfers = 1 + i % 3 })];
        var far = Knowing("far", 0, 4);

        var firsts = Enumerable.Range(0, 64).Select(draw => Name(Choose(Query with { Draw = draw }, [.. alike, far])[0])).ToList();

        Assert.That(firsts.Distinct().Count(), Is.GreaterThan(3), "spread");
        Assert.That(firsts, Has.None.EqualTo("far"));
        Assert.That(Name(Choose(Query with { Draw = 7 }, [.. alike, far])[0]), Is.EqualTo(firsts[7]), "the same draw, the same donor");
    }

    [Test]
    public void An_idle_best_is_named_whatever_is_drawn() => Assert.That(
        Enumerable.Range(0, 32).Select(draw => Name(Choose(Query with { Draw = draw }, Knowing("a", 0, 1, 2, 3, 4), Knowing("b", 0, 1, 2, 3, 4))[0])),
        Is.All.EqualTo("a"));

    private static double Covered(Candidate[] donors) => Enumerable.Range(0, 4).Count(label => donors.Any(donor => donor.ClassCounts[label] > 0)) / 4.0;

    private static IReadOnlyList<RankedCandidate> Choose(NeighbourQuery query, params Candidate[] candidates) =>
        DonorSet.Choose(query, Choice.Rank(query, candidates), 3);

    private static string Name(RankedCandidate ranked) => ranked.Candidate.Agent;

    private static Candidate Knowing(string name, params int[] labels) => new(
        name,
        [.. Enumerable.Range(0, Classes).Select(label => labels.Contains(label) ? 100L : 0)],
        [.. Enumerable.Range(0, Classes).Select(label => labels.Contains(label) ? 500L : 0)],
        [.. Enumerable.Range(0, Classes).Select(label => labels.Contains(label) ? 0.9 : (double?)null)],
        AgeSeconds: 10, OpenTransfers: 0, Kept: 0, Refused: 0);
}
