namespace Cartel.Learning.Tests;

public sealed class OutOfBagTests
{
    private const int Classes = 4;

    [Test]
    public void Agrees_with_the_definition_recomputed_from_all_outcomes([Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        var (record, past) = (new OutOfBag(Classes), new List<(int Label, bool Right)>());
        for (var i = 0; i < 3000; i++)
        {
            // Class 3 never occurs; class 0 is rare.
            var outcome = (Label: random.Next(30) == 0 ? 0 : random.Next(1, 3), Right: random.Next(3) > 0);
            past.Add(outcome);
            record.Observe(outcome.Label, outcome.Right);
            if (i % 500 != 0) continue;

            Assert.That(record.Accuracy, Is.EqualTo(Estimate(past)).Within(1e-4));
            for (var k = 0; k < Classes; k++)
                Assert.That(record.Recall(k), Is.EqualTo(Estimate([.. past.Where(sample => sample.Label == k)])).Within(1e-4));
        }

        Assert.That(record.Recall(3), Is.EqualTo(0.5));
        Assert.That(record.ProvenRecall([3]), Is.Zero);
    }

    [Test]
    public void Refuses_shares_that_no_outcomes_yield()
    {
        Assert.That(() => Read(seen: 2, right: 3), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => Read(seen: 2, right: -1), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => Read(seen: 2000, right: 3), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => Read(seen: 2, right: 1), Throws.Nothing);
    }

    // Newest first, the share 0.999ⁱ of each; half a success in one more.
    private static double Estimate(List<(int Label, bool Right)> past)
    {
        var (seen, right) = (0.0, 0.0);
        for (var i = 0; i < past.Count; i++)
        {
            var share = Math.Pow(0.999, past.Count - 1 - i);
            seen += share;
            right += past[i].Right ? share : 0;
        }

        return (right + 0.5) / (seen + 1);
    }

    private static void Read(float seen, float right)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var value in new[] { seen, 0, right, 0 }) writer.Write(value);
        var reader = new SpanReader(bytes.ToArray());
        OutOfBag.Read(ref reader, 1);
    }
}
