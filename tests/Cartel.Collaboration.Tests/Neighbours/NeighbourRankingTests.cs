namespace Cartel.Collaboration.Tests;

public sealed class NeighbourRankingTests
{
    private const int New = 3;

    private static readonly NeighbourQuery Query =
        new([100, 100, 100, 3], [New], [0.9, 0.9, 0.9, null]);

    private static readonly Candidate Able =
        new("able", [100, 100, 100, 100], [500, 500, 500, 500], [0.9, 0.9, 0.9, 0.9], AgeSeconds: 10, OpenTransfers: 0, Kept: 0, Refused: 0);

    [Test]
    public void One_that_knows_what_is_needed_is_ranked_with_every_term()
    {
        var ranked = Rank(Query, Able).Single();

        Assert.That(ranked.Refused, Is.Null);
        Assert.That(ranked.Terms.Keys, Is.EquivalentTo(new[] { "divergence", "recall", "reputation", "age", "load", "network", "concept", "cover", "standing" }));
        Assert.That(ranked.Terms.Values, Is.All.InRange(0.0, 1.0));
        // Three in 303: a class that has only begun to appear is left out.
        Assert.That(ranked.Divergence, Is.EqualTo(JensenShannon.Estimate([100, 100, 100, 0], [100, 100, 100, 0])));
        // 0.55 (1 − bits) + 0.22 · 0.9 + 0.10 · ½ + 0.05 · 2^(−1/30) + 0.05 · 1 + 0.03 · ½, all times 1 · 1 · 1, by hand.
        Assert.That(ranked.Score, Is.EqualTo(0.55 * (1 - ranked.Divergence.Bits) + 0.198 + 0.05 + 0.05 * Math.Pow(2, -1 / 30.0) + 0.05 + 0.015).Within(1e-12));
    }

    private static IEnumerable<TestCaseData> Refusals() =>
    [
        new(Able with { ClassCounts = [100, 100, 100, 4] }, "knows class 3 from 4 recent samples; 10 are needed"),
        new(Able with { ClassCounts = [100, 100, 100, 9] }, "knows class 3 from 9 recent samples; 10 are needed"),
        new(Able with { ClassCounts = [5, 5, 9, 10] }, "has 29 recent samples; 30 are needed"),
        new(Able with { Evidence = [500, 500, 500, 19] }, "learned class 3 from 19 samples; 20 are needed"),
        new(Able with { Recall = [1, 1, 1, null] }, "has no recall on class 3"),
        new(Able with { Recall = [1, 1, 1, 0.49] }, "has a recall of 0.49 on class 3; 0.5 is needed"),
        new(Able with { ClassCounts = [0, 0, 0, 0] }, "has no recent samples"),
        new(Able with { ClassCounts = [100, 100, 100] }, "describes another number of classes than 4"),
        new(Able with { ClassCounts = [-1, 100, 100, 100] }, "has a negative class count"),
        new(Able with { Recall = [1, 1, 1, 1.1] }, "has a recall outside 0 to 1"),
        new(Able with { AgeSeconds = double.NaN }, "has a negative or unknown age, load or record"),
        new(Able with { Kept = double.NaN }, "has a negative or unknown age, load or record"),
        new(Able with { Lends = false }, "offers no parts"),
        new(Able with { Standing = Standing.Quarantined, Refused = 3 }, "is quarantined: its parts did harm (reputation 0.2)"),
        new(Able with { OpenTransfers = -1 }, "has a negative or unknown age, load or record"),
        new(Able with { ClassCounts = [long.MaxValue, long.MaxValue, 0, 4] }, "knows class 3 from 4 recent samples; 10 are needed"),
    ];

    [TestCaseSource(nameof(Refusals))]
    public void One_that_cannot_help_is_refused_in_words(Candidate candidate, string reason)
    {
        var refused = Rank(Query, candidate).Single();

        Assert.That(refused.Refused, Is.EqualTo(reason));
        Assert.That(refused.Score, Is.Null);
    }

    private static IEnumerable<Candidate> JustEnough() =>
    [
        Able with { ClassCounts = [7, 6, 7, 10] },
        Able with { Evidence = [0, 0, 0, 20] },
        Able with { Recall = [null, null, null, 0.5] },
    ];

    [TestCaseSource(nameof(JustEnough))]
    public void One_that_just_knows_enough_is_ranked(Candidate candidate) =>
        Assert.That(Rank(Query, candidate).Single().Refused, Is.Null);

    [TestCase(0.5, 0.54, false)]
    [TestCase(0.5, 0.56, true)]
    [TestCase(0.9, 0.91, false)]
    [TestCase(null, 0.5, true, Description = "an unknown recall counts as 0")]
    public void A_recall_must_beat_the_asker_s_own_by_a_margin(double? own, double recall, bool ranked)
    {
        var query = Query with { Recall = [0.9, 0.9, 0.9, own] };

        Assert.That(Rank(query, Able with { Recall = [0.9, 0.9, 0.9, recall] }).Single().Score.HasValue, Is.EqualTo(ranked));
    }

    [Test]
    public void One_that_knows_a_part_of_what_is_needed_counts_by_that_share_and_one_that_knows_none_is_refused()
    {
        var query = Query with { Needs = [2, New], Recall = [0.9, 0.9, 0.3, null] };
        var half = Able with { Agent = "half", Recall = [0.9, 0.9, 0.3, 0.9] };

        Assert.That(Names(Rank(query, half, Able)), Is.EqualTo(new[] { "able", "half" }));
        Assert.That(Rank(query, half).Single().Terms["cover"], Is.EqualTo(0.5));
        Assert.That(Rank(query, Able with { Evidence = [500, 500, 2, 2] }).Single().Refused, Does.StartWith("learned class 2"));
    }

    [Test]
    public void Distance_refuses_only_beyond_its_standard_error()
    {
        var query = Query with { Needs = [2], Recall = [0.9, 0.9, 0.3, null] };
        var estimate = JensenShannon.Estimate([100, 100, 100, 3], [100, 100, 100, 100]);
        var surely = estimate.Bits - estimate.StandardErrorBits;

        Assert.That(Rank(query with { MostBits = surely + 1e-9 }, Able).Single().Refused, Is.Null);
        Assert.That(Rank(query with { MostBits = surely - 1e-9 }, Able).Single().Refused, Does.Contain("bits away"));
    }

    [Test]
    public void The_one_that_shares_the_asker_s_classes_wins_over_a_stranger_with_a_better_recall()
    {
        var akin = Able with { Agent = "akin", Recall = [0.9, 0.9, 0.9, 0.75] };
        var stranger = Able with { Agent = "stranger", ClassCounts = [0, 0, 200, 200], Recall = [null, null, 1, 1] };

        Assert.That(Names(Rank(Query, stranger, akin)), Is.EqualTo(new[] { "akin", "stranger" }));
    }

    [Test]
    public void How_much_of_a_new_class_a_donor_has_makes_it_no_stranger()
    {
        var much = Able with { Agent = "much", ClassCounts = [100, 100, 100, 900] };
        var lacking = Able with { Agent = "lacking", ClassCounts = [150, 150, 0, 15], Recall = [0.9, 0.9, null, 0.9] };

        Assert.That(Names(Rank(Query, lacking, much)), Is.EqualTo(new[] { "much", "lacking" }));
    }

    [Test]
    public void Among_equals_the_name_decides_and_refused_ones_follow_in_name_order()
    {
        var ignorant = Able with { Evidence = [0, 0, 0, 0] };

        var ranked = Rank(Query, ignorant with { Agent = "b" }, Able with { Agent = "d" }, ignorant with { Agent = "a" }, Able with { Agent = "c" });

        Assert.That(Names(ranked), Is.EqualTo(new[] { "c", "d", "a", "b" }));
    }

    [Test]
    public void With_nothing_needed_the_recall_is_the_accuracy_promised_on_the_asker_s_classes()
    {
        var ranked = Rank(new([30, 10, 0, 0], [], [null, null, null, null]), Able with { Recall = [0.8, null, 1, 1] }).Single();

        Assert.That(ranked.Terms["recall"], Is.EqualTo(0.6).Within(1e-12)); // (30 · 0.8 + 10 · 0) / 40
    }

    private static IEnumerable<NeighbourQuery> Nonsense() =>
    [
        Query with { Needs = [4] },
        Query with { Needs = [-1] },
        Query with { Recall = [1] },
        Query with { ClassCounts = [0, 0, 0, 0] },
        Query with { ClassCounts = [5, -1, 0, 0] },
        Query with { MostBits = double.NaN },
        Query with { MostBits = 1.1 },
    ];

    [TestCaseSource(nameof(Nonsense))]
    public void A_query_without_sense_is_refused(NeighbourQuery query) =>
        Assert.That(() => Rank(query, Able), Throws.ArgumentException);

    [Test]
    public void Two_candidates_of_one_name_are_refused() =>
        Assert.That(() => Rank(Query, Able, Able), Throws.ArgumentException.With.Message.Contains("able"));

    private static IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, params Candidate[] candidates) =>
        NeighbourChoices.Create("cartel").Rank(query, candidates);

    private static IEnumerable<string> Names(IEnumerable<RankedCandidate> ranked) => ranked.Select(static r => r.Candidate.Agent);
}
