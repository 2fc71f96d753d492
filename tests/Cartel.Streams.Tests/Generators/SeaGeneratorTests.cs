namespace Cartel.Streams.Tests;

public sealed class SeaGeneratorTests
{
    [TestCase(1, 8.0)]
    [TestCase(2, 9.0)]
    [TestCase(3, 7.0)]
    [TestCase(4, 9.5)]
    public void The_threshold_belongs_to_class_0(int function, double threshold)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SeaGenerator.Classify(function, threshold - 3, 3), Is.Zero);
            Assert.That(SeaGenerator.Classify(function, Math.BitIncrement(threshold), 0), Is.EqualTo(1));
        }
    }

    [Test]
    public void Without_noise_every_label_follows_the_function_in_force()
    {
        using var source = GeneratorSource.Open("sea?noise=0&function=1&changes=1000:2,2000:3,3000:4");
        var read = source.ReadSamples(4_000);

        for (var i = 0; i < read.Count; i++)
            Assert.That(read[i].Label, Is.EqualTo(SeaGenerator.Classify(1 + i / 1_000, read[i].Values[0], read[i].Values[1])), $"sample {i}");
    }

    [Test]
    public void Class_shares_are_those_of_the_triangle_and_noise_swaps_its_share([Values(1, 2, 3, 4)] int function, [Values(0, 0.1)] double noise)
    {
        const int draws = 20_000;
        var threshold = new[] { 8, 9, 7, 9.5 }[function - 1];
        var clean = threshold * threshold / 200;
        var expected = clean * (1 - noise) + (1 - clean) * noise;
        using var source = GeneratorSource.Open($"sea?function={function}&noise={noise}&seed=5");
        var read = source.ReadSamples(draws);

        Assert.That(read.Average(sample => 1.0 - sample.Label), Is.EqualTo(expected).Within(4 * Math.Sqrt(expected * (1 - expected) / draws)));
        Assert.That(
            read.Average(sample => SeaGenerator.Classify(function, sample.Values[0], sample.Values[1]) == sample.Label ? 0 : 1.0),
            Is.EqualTo(noise).Within(4 * Math.Sqrt(noise * (1 - noise) / draws)));
    }

    [Test]
    public void The_functions_explain_the_stream_that_MOA_made()
    {
        var data = DataSets.Open(Testing.Repository.DataFile("streams/sea100k.csv.gz"), null, strict: true);
        for (var function = 1; function <= 4; function++)
        {
            var quarter = Enumerable.Range((function - 1) * 25_000, 25_000);
            var right = quarter.Average(row => $"{SeaGenerator.Classify(function, data.Row(row)[0], data.Row(row)[1])}" == data.LabelName(row) ? 1.0 : 0);

            Assert.That(right, Is.EqualTo(0.9).Within(4 * Math.Sqrt(0.09 / 25_000)), $"MOA's 10 % noise, function {function}");
        }
    }
}
