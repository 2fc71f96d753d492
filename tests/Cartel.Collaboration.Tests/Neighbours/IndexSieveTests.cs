namespace Cartel.Collaboration.Tests;

/// <summary>What prunes sixteen or sixty-four agents at once, against the figures that it bounds.</summary>
public sealed class IndexSieveTests
{
    private static readonly int[] Sizes = [1, 2, 3, 10, 60, 300, 2000, 100_000, 5_000_000];

    // Whoever is as near as the limit passes, whatever the limit: that of each agent in turn, and a little more and less of it.
    [Test]
    public void No_agent_that_is_near_enough_is_held_back([Values(1, 2, 3, 10, 17, 130, 300)] int classes, [Values(0.05, 1)] double spread)
    {
        var random = new Random(classes);
        var levels = new ShareLevels(classes);
        var sieve = new IndexSieve(classes, levels);
        var held = 0;
        for (var round = 0; round < (classes < 100 ? 30 : 8); round++)
        {
            var size = Sizes[random.Next(Sizes.Length)];
            var tier = SampleOctaves.TierOf(SampleOctaves.Of(size));
            long[][] fleet = [.. Enumerable.Range(0, IndexCell.Lanes).Select(_ => NeighbourIndexTests.Draw(random, classes, spread, size)).Where(counts => Tier(counts) == tier)];
            var counts = round % 3 == 0 && fleet.Length > 0 ? fleet[0] : NeighbourIndexTests.Draw(random, classes, spread, Sizes[random.Next(Sizes.Length)]);
            var cell = Bounds.Cell(fleet, levels, classes, tier);
            var query = Bounds.Query(counts);
            DivergenceEstimate[] exact = [.. fleet.Select(agent => JensenShannon.Estimate(counts, agent))];
            sieve.Begin(query);
            foreach (var limit in exact.OrderByDescending(static estimate => estimate.Bits).ThenByDescending(static estimate => estimate.PlugInBits))
            {
                var plugIn = limit.Bits == 0 ? MathF.BitIncrement((float)limit.PlugInBits) : float.PositiveInfinity;
                sieve.Limit(limit.Bits == 0 ? 0 : MathF.BitIncrement((float)limit.Bits), plugIn);
                var passed = sieve.Pass(cell.Codes);
                for (var lane = 0; lane < fleet.Length; lane++)
                {
                    var near = exact[lane].Bits <= limit.Bits && exact[lane].PlugInBits <= plugIn;
                    if ((passed >> lane & 1) == 0) held++;
                    Assert.That((passed >> lane & 1) == 1 || !near, $"{string.Join(' ', counts)} | {string.Join(' ', fleet[lane])}");
                }

                Assert.That(fleet.Length == IndexCell.Lanes ? 0 : passed >> fleet.Length, Is.Zero, "a lane that is not in use passes");
            }
        }

        if (classes is > 2 and < 100) Assert.That(held, Is.AtLeast(1000), "nothing is pruned");
    }

    [Test]
    public void A_row_is_bounded_from_below_and_closely([Values(1, 2, 10, 16, 17, 130)] int classes, [Values(0.05, 1)] double spread)
    {
        var random = new Random(classes);
        var levels = new ShareLevels(classes);
        for (var round = 0; round < 1000; round++)
        {
            var counts = NeighbourIndexTests.Draw(random, classes, spread, Sizes[random.Next(Sizes.Length)]);
            var agent = random.Next(4) == 0 ? counts : NeighbourIndexTests.Draw(random, classes, spread, Sizes[random.Next(Sizes.Length)]);
            var exact = JensenShannon.Estimate(counts, agent);

            var (bits, plugIn) = RowBound.AtLeast(Bounds.Cell([agent], levels, classes, Tier(agent)).Rows, 0, Bounds.Query(counts));

            Assert.That(plugIn, Is.AtMost(exact.PlugInBits));
            Assert.That(bits, Is.AtMost(exact.Bits));
            Assert.That(plugIn, Is.AtLeast(0.9 * exact.PlugInBits - 1e-4 - (agent.Sum() > ushort.MaxValue ? 5e-5 * classes : 0)));
        }
    }

    [Test]
    public void A_cell_is_bounded_from_below([Values(1, 2, 10, 17, 130)] int classes, [Values(0.05, 1)] double spread)
    {
        var random = new Random(classes);
        var levels = new ShareLevels(classes);
        for (var round = 0; round < 200; round++)
        {
            var size = Sizes[random.Next(Sizes.Length)];
            long[][] fleet = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => NeighbourIndexTests.Draw(random, classes, spread, size))];
            var counts = random.Next(3) == 0 ? fleet[0] : NeighbourIndexTests.Draw(random, classes, spread, Sizes[random.Next(Sizes.Length)]);
            var cell = Bounds.Cell(fleet, levels, classes, SampleOctaves.TierOf(SampleOctaves.Of(size)) - 1 is var tier and >= 0 ? tier : 0);
            var boxes = new IndexBoxes(classes, 16);
            cell.Box.Fit(cell);
            boxes.Fit(3, cell.Box);

            var (bits, plugIn) = boxes.AtLeast(Bounds.Query(counts), 0);

            foreach (var agent in fleet)
            {
                var exact = JensenShannon.Estimate(counts, agent);
                Assert.That(bits[3], Is.AtMost(exact.Bits));
                Assert.That(plugIn[3], Is.AtMost(exact.PlugInBits));
            }
        }
    }

    // By definition, with the entropy's own jackknife: leave one sample out in turn.
    [Test]
    public void The_own_bias_is_half_the_jackknifed_bias_of_the_entropy()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var counts = NeighbourIndexTests.Draw(random, 1 + random.Next(8), 0.3, 2 + random.Next(2000));
            double n = counts.Sum();
            var mean = counts.Select((count, i) => count / n * Entropy([.. counts.Select((other, k) => k == i ? other - 1 : other)])).Sum();

            Assert.That(OwnBias.Of(counts, n), Is.EqualTo((n - 1) * (Entropy(counts) - mean) / 2).Within(1e-9));
            Assert.That(OwnBias.Of(counts, n), Is.AtMost(OwnBias.AtMost(counts.Length, n)));
            Assert.That(counts.Sum(count => OwnBias.Of(count / n, n)), Is.EqualTo(OwnBias.Of(counts, n)).Within(1e-12));
        }

        static double Entropy(long[] counts) => -counts.Where(static count => count > 0).Sum(count => count / (double)counts.Sum() * Math.Log2(count / (double)counts.Sum()));
    }

    [Test]
    public void Shares_lie_between_the_edges_of_their_levels([Values(1, 2, 10, 100, 5000)] int classes)
    {
        var levels = new ShareLevels(classes);
        float[] shares = [0, 1, 0.5f, .. levels.Edges[1..14].ToArray()];
        var codes = new byte[16];
        levels.Encode(shares, codes);

        for (var i = 0; i < shares.Length; i++)
            Assert.That(shares[i], Is.InRange(levels.Edges[codes[i]], levels.Edges[codes[i] + 1]));
        Assert.That(levels.Edges.ToArray(), Is.Ordered.And.Unique);
    }

    private static int Tier(long[] counts) => SampleOctaves.TierOf(SampleOctaves.Of(IndexRow.Sum(counts).Samples));
}
