namespace Cartel.Collaboration.Tests;

/// <summary>The bounds that prune, against the figures that they bound.</summary>
public sealed class BracketTests
{
    [Test]
    public void Every_divergence_lies_within_its_bounds_and_they_are_narrow([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1000; i++)
        {
            var classes = 1 + random.Next(12);
            var spread = random.Next(3) == 0 ? 0.05 : 1;
            int[] sizes = [1, 2, 3, 10, 100, 2000, 5_000_000];
            var query = NeighbourIndexTests.Draw(random, classes, spread, sizes[random.Next(sizes.Length)]);
            var counts = random.Next(4) == 0 ? query : NeighbourIndexTests.Draw(random, classes, spread, sizes[random.Next(sizes.Length)]);

            var exact = JensenShannon.Estimate(query, counts);
            var row = new IndexRow(0, counts, new ushort[classes], new float[classes]);
            var bracket = Bracket.Of(new IndexQuery(query, new (int, float)[classes], new int[classes], new double[classes]), counts, row.Allowance);

            Assert.That(exact.PlugInBits, Is.InRange(bracket.LowPlugIn, bracket.HighPlugIn));
            Assert.That(exact.Bits, Is.InRange(bracket.LowBits, Math.Max(bracket.HighBits, 0)), $"{string.Join(' ', query)} | {string.Join(' ', counts)}");
            Assert.That(bracket.HighPlugIn - bracket.LowPlugIn, Is.LessThan(0.05));
        }
    }
}
