using Cartel.Learning;

namespace Cartel.Collaboration.Tests.Neighbours;

public sealed class DonorColumnsTests
{
    private const int Classes = 7;

    // The oracle ranks all; both ways end in the same exact scores.
    [Test]
    public void The_best_of_those_who_are_likely_are_the_best_of_all(
        [Values("cartel", "sketch", "learned")] string name, [Values(1, 20, 500)] int most, [Range(1, 6)] int seed)
    {
        var (random, choice) = (new SeededRandom(seed), NeighbourChoices.Create(name));
        var (fleet, columns) = Fleet(random, 1_500);
        var query = Query(random) with { Explain = false, Most = most };

        var likely = choice.RankLikely(query, columns.Likely(query, 0, choice.NearnessIsDivergence!.Value, network: 1).Select(one => (fleet[one.Slot], one.AtMost)));

        var all = choice.Rank(query, fleet).TakeWhile(one => one.Refused is null).Take(most);
        Assert.That(likely.Select(one => (one.Candidate.Agent, one.Score)), Is.EqualTo(all.Select(one => (one.Candidate.Agent, one.Score))));
    }

    [Test]
    public void No_score_is_above_its_bound([Range(1, 10)] int seed)
    {
        var (random, choice) = (new SeededRandom(seed), NeighbourChoices.Create("cartel"));
        var (fleet, columns) = Fleet(random, 500);
        var query = Query(random);
        var bounds = columns.Likely(query, 0, byDivergence: true, network: 1).ToDictionary(one => fleet[one.Slot].Agent, one => one.AtMost);

        var able = choice.Rank(query, fleet).Where(one => one.Refused is null).ToList();

        Assert.That(able, Is.Not.Empty);
        Assert.That(able.Select(one => bounds.GetValueOrDefault(one.Candidate.Agent) - one.Score), Is.All.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Of_a_large_fleet_few_are_looked_at()
    {
        var random = new SeededRandom(1);
        var (fleet, columns) = Fleet(random, 20_000);
        var (query, asked) = (new NeighbourQuery([100, 100, 100, 100, 100, 100, 0], [], [.. new double?[Classes]]) { Explain = false, Most = 10 }, 0);

        NeighbourChoices.Create("cartel").RankLikely(query, columns.Likely(query, 0, byDivergence: true, network: 0.5).Select(one =>
        {
            asked++;
            return (fleet[one.Slot] with { Network = 0.5 }, one.AtMost);
        }));

        Assert.That(asked, Is.LessThan(2_000), "a tenth");
    }

    [Test]
    public void Who_was_taken_out_or_counts_other_classes_is_not_likely()
    {
        var random = new SeededRandom(1);
        var (_, columns) = Fleet(random, 3);
        var query = new NeighbourQuery([100, 100, 100, 100, 100, 100, 100], [], [.. new double?[Classes]]);
        columns.Put(0, [100, 100], [100, 100], [0.9, 0.9], 0);
        columns.Remove(1);

        Assert.That(columns.Likely(query, 0, byDivergence: true, network: 1).Select(one => one.Slot), Is.SubsetOf(new[] { 2 }));
        Assert.That(columns.Likely(query with { ClassCounts = [1, 1] }, 0, byDivergence: true, network: 1), Is.Empty);
    }

    // Searches go on while agents change: each is somewhere at every instant, as one of the two that it may be.
    [Test]
    public async Task Searches_see_each_agent_whole_while_it_changes()
    {
        var columns = new DonorColumns(2);
        for (var slot = 0; slot < 300; slot++) Put(columns, slot, slot % 2 == 0);
        var query = new NeighbourQuery([100, 0], [], [null, null]);
        using var stop = new CancellationTokenSource();
        var changes = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i = (i + 1) % 600) Put(columns, i % 300, i < 300);
        });

        // The writer never rests, which makes a search begin again many times: far more often than any fleet would.
        for (var i = 0; i < 100; i++)
        {
            var likely = columns.Likely(query, 0, byDivergence: true, network: 0).ToList();
            Assert.That(likely, Has.Count.EqualTo(300));
            Assert.That(likely.Select(one => Math.Round(one.AtMost, 1)).Distinct(), Is.SubsetOf(new[] { 0.9, 0.2 }));
        }

        await stop.CancelAsync();
        await changes;

        // One like the asker that it would serve well, and one that shares nothing with it and knows nothing of it.
        static void Put(DonorColumns columns, int slot, bool like) =>
            columns.Put(slot, like ? [1_000, 0] : [0, 1_000], like ? [100, 0] : [0, 100], like ? [1, null] : [null, 1], 0);
    }

    private static (List<Candidate> Fleet, DonorColumns Columns) Fleet(SeededRandom random, int size)
    {
        var (fleet, columns) = (new List<Candidate>(), new DonorColumns(Classes));
        for (var slot = 0; slot < size; slot++)
        {
            var candidate = Agent($"a{slot}", random);
            fleet.Add(candidate);
            columns.Put(slot, [.. candidate.ClassCounts], [.. candidate.Evidence], [.. candidate.Recall], -candidate.AgeSeconds);
            columns.Rate(slot, Math.Max(0.5, new DonorRecord(candidate.Kept, candidate.Refused, default).Score));
        }

        return (fleet, columns);
    }

    private static Candidate Agent(string name, SeededRandom random)
    {
        var scale = (long)Math.Pow(10, random.Next(5));
        long[] counts = [.. Enumerable.Range(0, Classes).Select(_ => random.Next(3) == 0 ? 0 : random.Next(200) * scale)];
        long[] evidence = [.. counts.Select(count => random.Next(10) == 0 ? 0 : count)];
        double?[] recall = [.. counts.Select(count => count == 0 ? (double?)null : Math.Round(0.4 + 0.6 * random.NextDouble(), 3))];
        return new Candidate(name, counts, evidence, recall, random.Next(1_000), random.Next(3), random.Next(4), random.Next(4))
        {
            Lends = random.Next(10) > 0,
            Network = random.Next(3) / 2.0,
            Standing = (Standing)random.Next(3),
            Together = new DonorRecord(random.Next(3), random.Next(3), default),
            Sketch = random.Next(2) == 0 ? null : [.. counts.Select(count => count == 0 ? null : Sketch(random))],
        };
    }

    private static byte[] Sketch(SeededRandom random)
    {
        Half[] halves = [.. Enumerable.Range(0, ClassSketch.Bytes / 2).Select(_ => (Half)random.NextDouble())];
        return [.. halves.SelectMany(BitConverter.GetBytes)];
    }

    private static NeighbourQuery Query(SeededRandom random)
    {
        var like = Agent("asker", random);
        long[] counts = [.. like.ClassCounts.Select(count => count + random.Next(2))];
        counts[0] += 100;
        int[] needs = [.. Enumerable.Range(0, Classes).Where(_ => random.Next(4) == 0)];
        double?[] recall = [.. Enumerable.Range(0, Classes).Select(_ => random.Next(2) == 0 ? (double?)null : random.NextDouble() / 2)];
        return new NeighbourQuery(counts, needs, recall) { Sketch = like.Sketch };
    }
}
