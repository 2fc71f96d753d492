namespace Cartel.Streams.Tests;

public sealed class LedGeneratorTests
{
    [Test]
    public void Without_noise_the_digit_can_be_read_off_the_segments()
    {
        using var source = GeneratorSource.Open("led?noise=0");

        foreach (var (values, label) in source.ReadSamples(2_000)) Assert.That(DigitsThatShow(values), Is.EqualTo(new[] { label }));
    }

    [TestCase(0, "abcefg")]
    [TestCase(1, "cf")]
    [TestCase(2, "acdeg")]
    [TestCase(3, "acdfg")]
    [TestCase(4, "bcdf")]
    [TestCase(5, "abdfg")]
    [TestCase(6, "abdefg")]
    [TestCase(7, "acf")]
    [TestCase(8, "abcdefg")]
    [TestCase(9, "abcdfg")]
    public void A_digit_lights_the_segments_that_one_sees_on_a_display(int digit, string lit) =>
        Assert.That(string.Concat("abcdefg".Where((_, i) => LedGenerator.IsLit(digit, i))), Is.EqualTo(lit), "a upper bar, b and c upper left and right, d middle, e and f lower left and right, g lower bar");

    [Test]
    public void Noise_inverts_its_share_of_each_segment_and_the_other_bits_are_fair()
    {
        const int draws = 20_000;
        using var source = GeneratorSource.Open("led?noise=0.1&seed=3");
        var read = source.ReadSamples(draws);

        for (var bit = 0; bit < 24; bit++)
        {
            var share = read.Average(sample => (bit < 7 && LedGenerator.IsLit(sample.Label, bit)) != (sample.Values[bit] == 1) ? 1.0 : 0);
            var expected = bit < 7 ? 0.1 : 0.5;
            Assert.That(share, Is.EqualTo(expected).Within(4.5 * Math.Sqrt(expected * (1 - expected) / draws)), $"bit {bit}");
        }
    }

    [Test]
    public void Digits_are_equally_frequent()
    {
        using var source = GeneratorSource.Open("led");
        var counts = source.ReadSamples(20_000).CountBy(sample => sample.Label).ToDictionary();

        Assert.That(counts.Values, Is.All.EqualTo(2_000).Within(4 * Math.Sqrt(20_000 * 0.09)));
    }

    [Test]
    public void Drifting_attributes_change_places_with_random_bits_from_their_sample_on()
    {
        using var source = GeneratorSource.Open("led?noise=0&drift=0&changes=500:4");
        var read = source.ReadSamples(1_000);

        foreach (var (values, label) in read.Take(500)) Assert.That(DigitsThatShow(values), Is.EqualTo(new[] { label }));
        foreach (var (values, label) in read.Skip(500))
            Assert.That(DigitsThatShow([.. values[7..11], .. values[4..7]]), Is.EqualTo(new[] { label }));
    }

    [Test]
    public void The_segments_explain_the_stream_that_MOA_made()
    {
        var data = DataSets.Open(Testing.Repository.DataFile("streams/led100k.csv.gz"), null, strict: true);
        var wrong = Enumerable.Range(0, data.Count)
            .Average(row => Enumerable.Range(0, 7).Average(bit => LedGenerator.IsLit(int.Parse(data.LabelName(row)), bit) == (data.Row(row)[bit] == 1) ? 0 : 1.0));

        Assert.That(wrong, Is.EqualTo(0.1).Within(4 * Math.Sqrt(0.09 / (7.0 * data.Count))));
    }

    private static IEnumerable<int> DigitsThatShow(float[] values) =>
        Enumerable.Range(0, 10).Where(digit => Enumerable.Range(0, 7).All(bit => LedGenerator.IsLit(digit, bit) == (values[bit] == 1)));
}
