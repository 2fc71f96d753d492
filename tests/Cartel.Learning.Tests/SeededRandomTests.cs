namespace Cartel.Learning.Tests;

public sealed class SeededRandomTests
{
    [Test]
    public void Gives_the_numbers_of_the_published_generators()
    {
        var random = new SeededRandom(0);

        // SplitMix64 from 0 yields e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f, f88bb8a8724c81ec (Vigna's splitmix64.c);
        // xoshiro256**'s first number is then rotl(s1 × 5, 7) × 9.
        var first = ulong.RotateLeft(unchecked(0x6e789e6aa1b965f4UL * 5), 7);
        Assert.That(random.NextBits(), Is.EqualTo(unchecked(first * 9)));
    }

    [Test]
    public void Is_uniform_below_a_bound([Values(1, 3, 10)] int bound)
    {
        var random = new SeededRandom(4);
        var counts = new int[bound];
        for (var i = 0; i < 60_000; i++) counts[random.Next(bound)]++;

        // Six standard deviations of a binomial count.
        var (mean, spread) = (60_000.0 / bound, Math.Sqrt(60_000.0 / bound * (1 - 1.0 / bound)));
        Assert.That(counts, Is.All.InRange(mean - 6 * spread, mean + 6 * spread));
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
}
