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
            var bracket = Bracket.Of(Bounds.Query(query), counts);

            Assert.That(exact.PlugInBits, Is.InRange(bracket.LowPlugIn, bracket.HighPlugIn));
            Assert.That(exact.Bits, Is.InRange(bracket.LowBits, Math.Max(bracket.HighBits, 0)), $"{string.Join(' ', query)} | {string.Join(' ', counts)}");
            Assert.That(bracket.HighPlugIn - bracket.LowPlugIn, Is.LessThan(0.05));
        }
    }

    // The bias is of the order of classes / samples; what the bounds leave open of it is a fraction of that.
    [Test]
    public void Bounds_of_the_corrected_divergence_are_narrow_too([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1000; i++)
        {
            var classes = 2 + random.Next(20);
            var (query, counts) = (NeighbourIndexTests.Draw(random, classes, 1, 500), NeighbourIndexTests.Draw(random, classes, 1, 300));

            var bracket = Bracket.Of(Bounds.Query(query), counts);

            var open = bracket.HighBits - bracket.LowBits - (bracket.HighPlugIn - bracket.LowPlugIn);
            Assert.That(open, Is.LessThan(0.25 * classes / 300 + 1e-6));
        }
    }

    // Definitions only, no code of the index: JSD in bits is at least 1 / (4 ln 2) of Σ (x − y)² / (x + y).
    [Test]
    public void The_divergence_is_at_least_a_quarter_of_the_triangular_discrimination([Values(2, 5, 50)] int classes)
    {
        var random = new Random(classes);
        for (var i = 0; i < 2000; i++)
        {
            var (x, y) = (Shares(), Shares());
            var divergence = x.Zip(y, static (a, b) => (Term(a, b) + Term(b, a)) / 2).Sum();
            var bound = x.Zip(y, static (a, b) => a + b > 0 ? (a - b) * (a - b) / (a + b) : 0).Sum() / (4 * Math.Log(2));

            Assert.That(divergence, Is.AtLeast(bound - 1e-12));
            // And no more than 2 ln 2 times as large, which it is for those that share no class.
            Assert.That(divergence, Is.AtMost(2 * Math.Log(2) * bound + 1e-12));
        }

        double[] Shares()
        {
            double[] weights = [.. Enumerable.Range(0, classes).Select(_ => random.Next(3) == 0 ? 0 : Math.Pow(random.NextDouble(), 4)), 1e-9];
            return [.. weights.Select(weight => weight / weights.Sum())];
        }

        static double Term(double a, double b) => a > 0 ? a * Math.Log2(2 * a / (a + b)) : 0;
    }
}
