namespace Cartel.Learning.Tests;

public sealed class LeafNodeTests
{
    private static readonly FeatureSchema Schema = new(
        [
            .. Enumerable.Range(0, 11).Select(static i => Feature.Numeric($"x{i}")),
            .. Enumerable.Range(0, 6).Select(static i => Feature.Nominal($"c{i}", ["p", "q", "r"])),
        ],
        ["a", "b", "c"]);

    private static readonly TreeShape Shape = new(Schema);

    [Test]
    public void Naive_Bayes_is_that_of_its_definition([Values] bool some)
    {
        // 4 numeric and 3 nominal columns, or all: beyond a vector's length and below it.
        ushort[]? columns = some ? [0, 3, 7, 10, 11, 14, 16] : null;
        var (leaf, sample, learned) = (new LeafNode(Shape, [], 0, columns), new TreeSample(Shape), new List<(float[] Values, int Label)>());
        foreach (var (values, label) in Draw(1, 300))
        {
            sample.Set(Encode(values));
            leaf.Observe(sample.Seen(columns), label, 1);
            learned.Add((values, label));
        }

        var votes = new double[3];
        foreach (var (values, _) in Draw(2, 100))
        {
            sample.Set(Encode(values));
            LeafVotes.FromLogs(leaf, leaf.NaiveBayes(sample.Seen(columns), votes), votes);

            var expected = ByDefinition(learned, values, columns ?? [.. Enumerable.Range(0, 17).Select(static i => (ushort)i)]);
            for (var k = 0; k < 3; k++) Assert.That(votes[k], Is.EqualTo(expected[k]).Within(1e-3));
        }
    }

    [Test]
    public void A_weight_counts_like_as_many_samples()
    {
        var (one, many, sample) = (new LeafNode(Shape, [], 0, null), new LeafNode(Shape, [], 0, null), new TreeSample(Shape));
        foreach (var (values, label) in Draw(3, 100))
        {
            sample.Set(Encode(values));
            one.Observe(sample.Seen(null), label, 3);
            for (var i = 0; i < 3; i++) many.Observe(sample.Seen(null), label, 1);
        }

        var (ofOne, ofMany) = (new double[3], new double[3]);
        one.NaiveBayes(sample.Seen(null), ofOne);
        many.NaiveBayes(sample.Seen(null), ofMany);
        Assert.That(ofOne, Is.EqualTo(ofMany).Within(1e-3));
        Assert.That(one.Counts.ToArray(), Is.EqualTo(many.Counts.ToArray()));
    }

    [Test]
    public void Without_its_statistics_it_still_counts()
    {
        var (leaf, sample) = (new LeafNode(Shape, [5, 0, 0], 0, null), new TreeSample(Shape));
        foreach (var (values, label) in Draw(4, 30))
        {
            sample.Set(Encode(values));
            leaf.Observe(sample.Seen(null), label, 1);
        }

        var bytes = leaf.Bytes;
        leaf.Deactivate();
        leaf.Observe(sample.Seen(null), 1, 2);

        Assert.That(leaf.Counts.ToArray().Sum(), Is.EqualTo(37));
        Assert.That(leaf.Slots, Is.Zero);
        Assert.That(leaf.Bytes, Is.LessThan(bytes / 4));
    }

    // Values: numbers, then categories of which −1 is missing.
    private static IEnumerable<(float[] Values, int Label)> Draw(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var label = random.Next(3);
            var numbers = Enumerable.Range(0, 11).Select(j => (label == j % 3 ? 1f : 0) + 3 * random.NextSingle());
            var categories = Enumerable.Range(0, 6).Select(j => random.Next(8) == 0 && i > 200 ? -1f : (label + j + random.Next(2)) % 3);
            yield return ([.. numbers, .. categories], label);
        }
    }

    private static float[] Encode(float[] values) =>
        [.. values[..11], .. values[11..].SelectMany(static category => Enumerable.Range(0, 3).Select(i => i == (int)category ? 1f : 0f))];

    // P(class) Π N(x; mean, variance of n − 1) Π (n + 1) / (N + 3), in double precision over all samples again.
    private static double[] ByDefinition(List<(float[] Values, int Label)> learned, float[] values, ushort[] columns)
    {
        var votes = new double[3];
        for (var k = 0; k < 3; k++)
        {
            var own = learned.Where(sample => sample.Label == k).Select(static sample => sample.Values).ToList();
            votes[k] = own.Count;
            foreach (var column in columns)
            {
                if (column >= 11)
                {
                    if (values[column] < 0) continue;
                    votes[k] *= (own.Count(sample => sample[column] == values[column]) + 1.0) / (own.Count + 3);
                    continue;
                }

                var mean = own.Average(sample => (double)sample[column]);
                var variance = own.Sum(sample => Math.Pow(sample[column] - mean, 2)) / (own.Count - 1);
                votes[k] *= Math.Exp(-Math.Pow(values[column] - mean, 2) / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);
            }
        }

        return [.. votes.Select(vote => vote / votes.Sum())];
    }
}
