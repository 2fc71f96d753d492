namespace Cartel.Collaboration.Tests;

public sealed class NeighbourChoicesTests
{
    private static readonly NeighbourQuery Query = new([100, 100, 10], [2], [0.9, 0.9, null]);

    private static readonly Candidate Able =
        new("able", [100, 100, 100], [500, 500, 500], [0.9, 0.9, 0.9], AgeSeconds: 10, OpenTransfers: 0, Kept: 0, Refused: 0);

    // Its priors are the asker's own, and it has never met the class.
    private static readonly Candidate Twin = Able with { Agent = "twin", ClassCounts = [100, 100, 0], Evidence = [500, 500, 0], Recall = [0.9, 0.9, null] };

    [Test]
    public void Each_has_its_name() =>
        Assert.That(NeighbourChoices.Names.Select(static name => NeighbourChoices.Create(name).Name), Is.EqualTo(NeighbourChoices.Names));

    [Test]
    public void One_that_is_not_there_is_refused_with_those_that_are() => Assert.That(
        () => NeighbourChoices.Create("nearest"), Throws.ArgumentException.With.Message.Contains("nearest-prior"));

    [Test]
    public void Priors_alone_take_the_nearest_who_knows_nothing_of_what_is_needed()
    {
        Assert.That(First("nearest-prior", Query, Able, Twin), Is.EqualTo("twin"));
        Assert.That(First("cartel", Query, Able, Twin), Is.EqualTo("able"));
    }

    [Test]
    public void A_draw_is_repeatable_and_differs_between_queries()
    {
        Candidate[] all = [.. Enumerable.Range(0, 10).Select(static i => Able with { Agent = $"a{i}" })];
        var firsts = Enumerable.Range(0, 200).Select(draw => First("random", Query with { Draw = draw }, all)).ToList();

        Assert.That(Enumerable.Range(0, 200).Select(draw => First("random", Query with { Draw = draw }, all)), Is.EqualTo(firsts));
        // 20 are expected of each; fewer than 5 of some has a chance of 1 in 10⁵.
        Assert.That(firsts.GroupBy(static name => name).Select(static one => one.Count()), Has.Exactly(10).Items.And.All.GreaterThanOrEqualTo(5));
    }

    [Test]
    public void Measured_gains_teach_which_agents_are_related()
    {
        var near = Able with { Agent = "near", Together = new DonorRecord(0, 3, default) };
        var related = Able with { Agent = "related", ClassCounts = [20, 100, 100], Together = new DonorRecord(3, 0, default) };

        Assert.That(First("cartel", Query, near, related), Is.EqualTo("near"));
        Assert.That(First("learned", Query, near, related), Is.EqualTo("related"));
        Assert.That(First("learned", Query, near with { Together = default }, related with { Together = default }), Is.EqualTo("near"), "without experience the divergence decides");
    }

    [TestCase("cartel")]
    [TestCase("sketch")]
    public void One_that_means_another_class_by_the_name_is_refused(string choice)
    {
        // The asker's class 2 looks like concept 1, as its class 1 looks like concept 0; the donor has them the other way round.
        var query = Query with { ClassCounts = [100, 100, 30], Sketch = Swapped([0, 0, 1]) };
        var swapped = Able with { Agent = "swapped", Sketch = Swapped([0, 1, 0]) };
        var honest = Able with { Agent = "honest", Sketch = Swapped([0, 0, 1], seed: 5), AgeSeconds = 900 };

        var ranked = NeighbourChoices.Create(choice).Rank(query, [swapped, honest]);

        Assert.That(ranked.Select(static one => one.Candidate.Agent), Is.EqualTo(new[] { "honest", "swapped" }));
        Assert.That(ranked[1].Refused, Does.StartWith("means by class 2 what the asker calls class"));
        Assert.That(ranked[0].Terms["concept"], Is.GreaterThan(0.95));
    }

    [Test]
    public void Sketches_rank_by_what_samples_look_like_where_the_priors_are_equal()
    {
        var query = Query with { ClassCounts = [100, 100, 30], Sketch = Swapped([0, 1, 1]) };
        var shifted = Able with { Agent = "a-shifted", Sketch = Swapped([1, 1, 1], seed: 3) };
        var alike = Able with { Agent = "b-alike", Sketch = Swapped([0, 1, 1], seed: 4) };

        Assert.That(First("sketch", query, shifted, alike), Is.EqualTo("b-alike"));
        Assert.That(First("nearest-prior", query, shifted, alike), Is.EqualTo("a-shifted"), "priors cannot tell");
    }

    [Test]
    public void A_loser_is_told_what_it_lost_by()
    {
        var ranked = NeighbourChoices.Create("cartel").Rank(Query, [Able, Able with { Agent = "busy", OpenTransfers = 3 }]);

        // 0.05 · (1 − ¼) = 0.0375.
        Assert.That(Explanation.Behind(ranked[0], ranked[1]), Is.EqualTo("0.037 behind able: load 0.25 against 1").Or.EqualTo("0.038 behind able: load 0.25 against 1"));
    }

    private static IReadOnlyList<byte[]?> Swapped(int[] concepts, int seed = 2) => ClassSketchTests.Sketches(seed, concepts);

    private static string First(string choice, NeighbourQuery query, params Candidate[] candidates) =>
        NeighbourChoices.Create(choice, seed: 1).Rank(query, candidates)[0].Candidate.Agent;
}
