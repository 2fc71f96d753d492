namespace Cartel.Learning.Tests;

public sealed class SeededRandomTests
{
    [TestCase(0, new ulong[] { 11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532, 13521403990117723737 })]
    [TestCase(42, new ulong[] { 1546998764402558742, 6990951692964543102, 12544586762248559009, 17057574109182124193, 18295552978065317476 })]
    public void Agrees_with_the_authors_algorithm_written_in_Python(long seed, ulong[] expected)
    {
        var random = new SeededRandom(seed);

        Assert.That(expected.Select(_ => random.NextBits()), Is.EqualTo(expected));
    }

    [Test]
    public void Whole_numbers_are_uniform([Values(2, 3, 7, 61)] int bound)
    {
        const int draws = 100_000;
        var random = new SeededRandom(1);
        var counts = new int[bound];
        for (var i = 0; i < draws; i++) counts[random.Next(bound)]++;

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

    [TestCase(1)]
    [TestCase(6)]
    [TestCase(100)]
    public void Poisson_draws_have_the_distributions_frequencies(double mean)
    {
        const int draws = 200_000;
        var (table, random) = (new PoissonTable(mean), new SeededRandom(3));
        var counts = new int[256];
        for (var i = 0; i < draws; i++) counts[table.Draw(random)]++;

        var probability = Math.Exp(-mean);
        for (var k = 0; k < 256; k++)
        {
            Assert.That(counts[k], Is.EqualTo(draws * probability).Within(6 * Math.Sqrt(draws * probability) + 1));
            probability *= mean / (k + 1);
        }
    }

    [Test]
    public void Goes_on_from_a_saved_state_and_a_clone_goes_its_own_way()
    {
        var random = new SeededRandom(9);
        random.NextBits();
        var bytes = new MemoryStream();
        random.Write(new BinaryWriter(bytes));
        var reader = new SpanReader(bytes.ToArray());
        var (restored, clone) = (SeededRandom.Read(ref reader), random.Clone());
        reader.End();

        ulong[] expected = [random.NextBits(), random.NextBits()];
        Assert.That(new[] { restored.NextBits(), restored.NextBits() }, Is.EqualTo(expected));
        Assert.That(new[] { clone.NextBits(), clone.NextBits() }, Is.EqualTo(expected));
    }

    [Test]
    public void Refuses_a_state_of_zeros() =>
        Assert.That(static () =>
        {
            var reader = new SpanReader(new byte[32]);
            SeededRandom.Read(ref reader);
        }, Throws.TypeOf<ModelFormatException>());

    [TestCase(0)]
    [TestCase(101)]
    [TestCase(double.NaN)]
    public void Refuses_a_mean_out_of_range(double mean) =>
        Assert.That(() => new PoissonTable(mean), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static string Shuffled(SeededRandom random)
    {
        var letters = "abc".ToCharArray();
        random.Shuffle<char>(letters);
        return new string(letters);
    }
}
