using Cartel.Testing;

namespace Cartel.Collaboration.Tests;

/// <summary>The index against the definition: every agent compared, all sorted.</summary>
public sealed class NeighbourIndexTests
{
    private const int Most = 10;

    [TestCase(1, 500, 1.0, 10, 1000)]
    [TestCase(2, 3000, 1.0, 10, 1000)]
    [TestCase(3, 3000, 1.0, 2, 300)]
    [TestCase(4, 3000, 0.1, 10, 1000, Description = "most classes are at most agents empty")]
    [TestCase(5, 3000, 0.02, 10, 500, Description = "many agents of one class")]
    [TestCase(6, 3000, 1.0, 10, 3, Description = "hardly any samples: the bias is larger than the divergence")]
    [TestCase(7, 3000, 1.0, 5, 60)]
    [TestCase(8, 3000, 1.0, 1, 60, Description = "one class: all are the same")]
    [TestCase(9, 2000, 0.3, 130, 2000)]
    [TestCase(10, 3000, 0.5, 17, 3_000_000, Description = "more samples than count, and counts too large to be kept whole")]
    public void Finds_what_a_comparison_with_every_agent_finds(int seed, int agents, double spread, int classes, int samples)
    {
        var random = new Random(seed);
        var fleet = Enumerable.Range(0, agents).Select(_ => Draw(random, classes, spread, samples)).ToArray();
        var index = IndexOf(fleet, classes);

        for (var i = 0; i < 40; i++)
        {
            var query = i % 4 == 0 ? fleet[random.Next(agents)]! : Draw(random, classes, spread, samples);
            Assert.That(Nearest(index, query), Is.EqualTo(Expected(fleet, query)), string.Join(' ', query));
        }
    }

    [Test]
    public void Follows_a_population_that_moves_grows_and_leaves([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        var fleet = new long[]?[1500];
        var index = new NeighbourIndex(6);
        for (var step = 0; step < 30_000; step++)
        {
            var slot = random.Next(fleet.Length);
            var spread = step < 15_000 ? 1.0 : 0.1;
            if (random.Next(5) == 0)
            {
                Assert.That(index.Remove(slot), Is.EqualTo(fleet[slot] is not null));
                fleet[slot] = null;
            }
            else
            {
                // Now a little more of what it has, now all new.
                fleet[slot] = fleet[slot] is { } former && random.Next(2) == 0
                    ? [.. former.Select(count => count + random.Next(3))]
                    : Draw(random, 6, spread, 1 + random.Next(600));
                index.Put(slot, fleet[slot]);
            }

            if (step % 1000 != 999) continue;
            Assert.That(index.Count, Is.EqualTo(fleet.Count(static counts => counts is not null)));
            var query = Draw(random, 6, spread, 200);
            Assert.That(Nearest(index, query), Is.EqualTo(Expected(fleet, query)));
        }
    }

    [Test]
    public void Many_agents_put_at_once_are_as_if_put_in_turn([Values(1, 2, 7, 600)] int atOnce)
    {
        var random = new Random(atOnce);
        var fleet = new long[]?[700];
        var index = new NeighbourIndex(6);
        for (var step = 0; step < 4000; step += atOnce)
        {
            int[] slots = [.. Enumerable.Range(0, atOnce).Select(_ => random.Next(fleet.Length))];
            long[][] counts = [.. slots.Select(_ => Draw(random, 6, 0.5, 1 + random.Next(600)))];
            foreach (var (slot, one) in slots.Zip(counts)) fleet[slot] = one;
            index.Put(slots, [.. counts.SelectMany(static one => one)]);
        }

        index.Put([], []);
        var query = Draw(random, 6, 0.5, 200);
        Assert.That(index.Count, Is.EqualTo(fleet.Count(static counts => counts is not null)));
        Assert.That(Nearest(index, query), Is.EqualTo(Expected(fleet, query)));
    }

    [Test]
    public void Of_many_at_once_those_before_a_wrong_one_are_in()
    {
        var index = new NeighbourIndex(2);

        Assert.That(() => index.Put([0, 1], [1, 1, 1]), Throws.ArgumentException);
        Assert.That(index.Count, Is.Zero);
        Assert.That(() => index.Put([0, -1, 2], [1, 1, 1, 1, 1, 1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(index.Count, Is.EqualTo(1));
        Assert.That(() => index.Put([5, 6], [1, 1, 0, 0]), Throws.ArgumentException);
        Assert.That(index.Count, Is.EqualTo(2));
    }

    // Ten times over all agents go on to where none was, half of them in between one by one out and in again.
    [Test]
    public void Cells_that_a_population_has_left_are_gone()
    {
        const int Agents = 4000;
        var random = new Random(5);
        var fleet = new long[]?[Agents];
        var index = new NeighbourIndex(5);
        var cells = 0;
        for (var era = 0; era < 10; era++)
        {
            foreach (var slot in Enumerable.Range(0, Agents).OrderBy(_ => random.Next()))
            {
                if (era > 0 && slot % 2 == 0) index.Remove(slot);
                double[] weights = [.. Enumerable.Range(0, 5).Select(i => 0.05 + random.NextDouble() * (i == era % 5 ? 20 + 5 * era : 1))];
                index.Put(slot, fleet[slot] = Streams.Counts(random, weights, 200 + random.Next(800)));
            }

            var query = fleet[random.Next(Agents)]!;
            Assert.That(Nearest(index, query), Is.EqualTo(Expected(fleet, query)));
            if (era == 0) cells = index.Cells;
        }

        index.Nearest(fleet[0], new NearAgent[Most], allows: null, out var last);
        Assert.That(index.Cells, Is.AtMost(2 * cells));
        Assert.That(last.Cells, Is.AtMost(cells));
        for (var slot = 0; slot < Agents; slot++) index.Remove(slot);
        index.Put(0, [1, 2, 3, 4, 5]);
        for (var i = 0; i < 4 * cells; i++) index.Put(0, [1 + i % 2, 2, 3, 4, 5]);
        Assert.That(index.Cells, Is.AtMost(12));
    }

    [Test]
    public void Equals_stand_in_the_order_of_their_slots()
    {
        var fleet = Enumerable.Range(0, 1000).Select(static i => new long[] { 100 + 100 * (i % 3), 200 + 200 * (i % 3), 0 }).ToArray();
        var index = new NeighbourIndex(3);
        foreach (var slot in Enumerable.Range(0, 1000).OrderBy(static slot => slot * 7919 % 1000)) index.Put(slot, fleet[slot]);

        Assert.That(Nearest(index, [10, 20, 0]).Select(static agent => agent.Slot), Is.EqualTo(Enumerable.Range(0, Most)));
    }

    [TestCase(new[] { long.MaxValue, long.MaxValue, 1L })]
    [TestCase(new[] { 1L, 0L, 0L })]
    [TestCase(new[] { 1L, long.MaxValue, 70_000L })]
    [TestCase(new[] { 65_535L, 65_536L, 0L })]
    [TestCase(new[] { 2_000_000L, 1L, 1L })]
    public void Takes_the_smallest_and_the_largest_counts(long[] query)
    {
        var random = new Random(7);
        long[] sizes = [0, 1, 2, 65_535, 65_536, 1_000_000, 3_000_000_000, long.MaxValue];
        var fleet = Enumerable.Range(0, 800).Select(_ => new[] { Size(), Size(), 1 + Size() / 2 }).ToArray();

        Assert.That(Nearest(IndexOf(fleet, 3), query), Is.EqualTo(Expected(fleet, query)));

        long Size() => sizes[random.Next(sizes.Length)];
    }

    [Test]
    public void Considers_only_whom_the_filter_allows([Values(1, 5, 100, 5000)] int every)
    {
        var random = new Random(3);
        var fleet = Enumerable.Range(0, 3000).Select(_ => Draw(random, 8, 1, 400)).ToArray();
        var query = Draw(random, 8, 1, 400);

        var found = Nearest(IndexOf(fleet, 8), query, slot => slot % every == every - 1);

        Assert.That(found, Is.EqualTo(Expected([.. fleet.Select((counts, slot) => slot % every == every - 1 ? counts : null)], query)));
    }

    [Test]
    public void Refuses_what_is_no_distribution()
    {
        var index = new NeighbourIndex(2);
        var best = new NearAgent[1];

        Assert.That(() => new NeighbourIndex(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => index.Put(-1, [1, 1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => index.Put(0, [1, 1, 1]), Throws.ArgumentException);
        Assert.That(() => index.Put(0, [0, 0]), Throws.ArgumentException);
        Assert.That(() => index.Put(0, [2, -1]), Throws.ArgumentException);
        Assert.That(() => index.Nearest([1], best), Throws.ArgumentException);
        Assert.That(() => index.Nearest([0, 0], best), Throws.ArgumentException);
        Assert.That(() => index.Nearest([1, 1], []), Throws.ArgumentException);
        Assert.That(index.Nearest([1, 1], best), Is.Zero);
        Assert.That(index.Remove(0), Is.False);
    }

    internal static NeighbourIndex IndexOf(IReadOnlyList<long[]> fleet, int classes)
    {
        var index = new NeighbourIndex(classes);
        for (var slot = 0; slot < fleet.Count; slot++) index.Put(slot, fleet[slot]);
        return index;
    }

    internal static NearAgent[] Nearest(NeighbourIndex index, long[] query, Predicate<int>? allows = null)
    {
        var best = new NearAgent[Most];
        return best[..index.Nearest(query, best, allows)];
    }

    internal static NearAgent[] Expected(IReadOnlyList<long[]?> fleet, long[] query) =>
    [
        .. fleet.Select((counts, slot) => (counts, slot)).Where(static pair => pair.counts is not null)
            .Select(pair => new NearAgent(pair.slot, JensenShannon.Estimate(query, pair.counts)))
            .OrderBy(static agent => agent.Divergence.Bits).ThenBy(static agent => agent.Divergence.PlugInBits).ThenBy(static agent => agent.Slot)
            .Take(Most),
    ];

    /// <summary>Counts of a distribution that is itself drawn: the smaller the spread, the fewer classes share it.</summary>
    internal static long[] Draw(Random random, int classes, double spread, int samples)
    {
        // Powers of uniform draws: not Dirichlet's, and as uneven.
        double[] weights = [.. Enumerable.Range(0, classes).Select(_ => -Math.Log(1 - random.NextDouble()) * Math.Pow(random.NextDouble(), 1 / spread) + 1e-300)];
        if (samples <= 2000) return Streams.Counts(random, weights, samples);

        long[] counts = [.. weights.Select(weight => (long)(weight / weights.Sum() * samples * (1 + random.Next(100))))];
        return counts.Any(static count => count > 0) ? counts : [1, .. counts[1..]];
    }
}
