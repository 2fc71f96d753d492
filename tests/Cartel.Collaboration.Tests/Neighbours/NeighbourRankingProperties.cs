namespace Cartel.Collaboration.Tests;

/// <summary>What holds for every set of candidates, on random ones.</summary>
public sealed class NeighbourRankingProperties
{
    private static readonly INeighbourChoice Choice = NeighbourChoices.Create(NeighbourChoices.Default);

    [Test]
    public void The_order_of_the_candidates_plays_no_part([Range(1, 30)] int seed)
    {
        var (query, candidates) = Draw(seed);
        var shuffled = candidates.ToArray();
        new Random(seed).Shuffle(shuffled);

        Assert.That(
            Names(Choice.Rank(query, shuffled)),
            Is.EqualTo(Names(Choice.Rank(query, candidates))));
    }

    [Test]
    public void Refused_ones_never_stand_before_ranked_ones([Range(1, 30)] int seed)
    {
        var (query, candidates) = Draw(seed);

        var ranked = Choice.Rank(query, candidates);

        Assert.That(ranked.SkipWhile(static r => r.Score is not null).All(static r => r.Score is null));
        Assert.That(ranked.All(static r => r.Score is null == r.Refused is not null));
        Assert.That(ranked.Where(static r => r.Score is not null).Select(static r => r.Score), Is.Ordered.Descending);
        Assert.That(ranked, Has.Count.EqualTo(candidates.Length));
    }

    [Test]
    public void A_worse_candidate_never_ranks_better([Range(1, 30)] int seed)
    {
        var (query, candidates) = Draw(seed);
        var place = new Random(seed).Next(candidates.Length);
        var former = PlaceOf(query, candidates, candidates[place].Agent);

        foreach (var worse in Worsened(query, candidates[place]))
        {
            Candidate[] others = [.. candidates[..place], worse, .. candidates[(place + 1)..]];
            Assert.That(PlaceOf(query, others, worse.Agent), Is.GreaterThanOrEqualTo(former), worse.ToString());
        }
    }

    private static IEnumerable<Candidate> Worsened(NeighbourQuery query, Candidate one) =>
    [
        one with { AgeSeconds = one.AgeSeconds * 2 + 1 },
        one with { OpenTransfers = one.OpenTransfers + 1 },
        one with { Kept = Math.Max(0, one.Kept - 1) },
        one with { Refused = one.Refused + 1 },
        one with { Network = one.Network / 2 },
        one with { Standing = Standing.Probation },
        one with { Standing = Standing.Quarantined },
        one with { Recall = [.. one.Recall.Select(static recall => recall * 0.9)] },
        one with { Evidence = [.. one.Evidence.Select(static evidence => evidence / 2)] },
        // Far more of what the asker has least of: further away, if it was enough before to tell a distribution.
        one with { ClassCounts = [.. one.ClassCounts.Select((count, i) => i == query.Needs[0] ? Swollen(count) : count)] },
    ];

    private static long Swollen(long count) => count >= NeighbourFilter.LeastWindow ? count + 10_000 : count;

    private static int PlaceOf(NeighbourQuery query, Candidate[] candidates, string agent)
    {
        var ranked = Choice.Rank(query, candidates).ToList();
        var place = ranked.FindIndex(r => r.Candidate.Agent == agent);
        // Refused is one place, whatever the names.
        return ranked[place].Score is null ? int.MaxValue : place;
    }

    private static string[] Names(IEnumerable<RankedCandidate> ranked) => [.. ranked.Select(static r => r.Candidate.Agent)];

    private static (NeighbourQuery Query, Candidate[] Candidates) Draw(int seed)
    {
        var random = new Random(seed);
        var query = new NeighbourQuery([80, 60, 40, 2], [3], [0.9, 0.9, 0.8, 0.2], random.Next(2) == 0 ? 1 : 0.4);
        var candidates = Enumerable.Range(0, 12).Select(i => new Candidate(
            $"agent-{i}",
            [random.Next(100), random.Next(100), random.Next(100), random.Next(100)],
            [random.Next(500), random.Next(500), random.Next(500), random.Next(5, 500)],
            [random.NextDouble(), random.NextDouble(), null, 0.3 + 0.7 * random.NextDouble()],
            random.Next(1000), random.Next(4), random.Next(5), random.Next(5)));
        return (query, [.. candidates]);
    }
}
