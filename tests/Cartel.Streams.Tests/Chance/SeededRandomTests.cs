namespace Cartel.Streams.Tests;

public sealed class SeededRandomTests
{
    [TestCase(0UL, new ulong[] { 11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532, 13521403990117723737 })]
    [TestCase(42UL, new ulong[] { 1546998764402558742, 6990951692964543102, 12544586762248559009, 17057574109182124193, 18295552978065317476 })]
    public void Agrees_with_the_authors_algorithm_written_in_Python(ulong seed, ulong[] expected)
    {
        var random = new SeededRandom(seed);

        Assert.That(expected.Select(_ => random.Next()), Is.EqualTo(expected));
    }

    [Test]
    public void Whole_numbers_are_uniform([Values(2, 3, 7, 61)] int bound)
    {
        const int draws = 100_000;
        var random = new SeededRandom(1);
        var counts = new int[bound];
        for (var i = 0; i < draws; i++) counts[random.NextInt(bound)]++;

        var expected = (double)draws / bound;
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.That(chiSquare, Is.LessThan(bound - 1 + 5 * Math.Sqrt(2.0 * (bound - 1))), "mean k − 1, variance 2(k − 1)");
    }

    [Test]
    public void Gaussians_have_the_moments_of_the_normal_distribution()
    {
        const int draws = 200_000;
        var random = new SeededRandom(1);
        var values = Enumerable.Range(0, draws).Select(_ => random.NextGaussian()).ToArray();

        var error = 1 / Math.Sqrt(draws);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(values.Average(), Is.EqualTo(0).Within(4 * error));
            Assert.That(values.Average(x => x * x), Is.EqualTo(1).Within(4 * error * Math.Sqrt(2)), "x² has variance 2");
            Assert.That(values.Average(x => x * x * x * x), Is.EqualTo(3).Within(4 * error * Math.Sqrt(96)), "x⁴ has variance 105 − 9");
        }
    }

    [Test]
    public void The_portable_logarithm_is_within_two_units_in_the_last_place()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 100_000; i++)
        {
            var x = random.NextDouble() * (i % 2 == 0 ? 1 : 1000) + double.Epsilon;
            var expected = Math.Log(x);
            Assert.That(PortableMath.Log(x), Is.EqualTo(expected).Within(2 * Math.BitIncrement(Math.Abs(expected)) - 2 * Math.Abs(expected) + 1e-16));
        }
    }

    [Test]
    public void Every_order_of_three_is_as_likely()
    {
        const int shuffles = 60_000;
        var random = new SeededRandom(1);
        var counts = Enumerable.Range(0, shuffles).CountBy(_ => Shuffled(random)).ToDictionary();

        Assert.That(counts, Has.Count.EqualTo(6));
        Assert.That(counts.Values, Is.All.EqualTo(shuffles / 6).Within(4 * Math.Sqrt(shuffles * (1 / 6.0) * (5 / 6.0))));
    }

    private static string Shuffled(SeededRandom random)
    {
        var letters = "abc".ToCharArray();
        random.Shuffle<char>(letters);
        return new string(letters);
    }
}
