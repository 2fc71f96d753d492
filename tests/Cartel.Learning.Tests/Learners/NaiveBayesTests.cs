using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class NaiveBayesTests
{
    private static readonly (float[] Features, int Label)[] Stream = [.. Noisy(1, 600)];

    [Test]
    public void Is_its_definition_within_float_tolerance()
    {
        var learner = new NaiveBayesLearner(Blobs.Schema);
        foreach (var (features, label) in Stream) learner.Learn(features, label);

        var probabilities = new float[5];
        foreach (var (features, _) in Blobs.Take(2, 200))
        {
            learner.Score(features, probabilities);
            var expected = Posterior(features);
            for (var k = 0; k < 5; k++) Assert.That(probabilities[k], Is.EqualTo(expected[k]).Within(1e-3), $"class {k}");
        }
    }

    [Test]
    public void Averaging_gives_the_statistics_of_one_model_that_saw_both_agents_samples()
    {
        var (one, other, both) = (new NaiveBayesLearner(Blobs.Schema), new NaiveBayesLearner(Blobs.Schema), new NaiveBayesLearner(Blobs.Schema));
        foreach (var (features, label) in Stream[..250]) one.Learn(features, label);
        foreach (var (features, label) in Stream[250..]) other.Learn(features, label);
        foreach (var (features, label) in Stream) both.Learn(features, label);

        one.Merge(other.Partition([0, 1, 2, 3]), MergeStyle.Average, 1);

        for (var k = 0; k < 4; k++)
        {
            Assert.That(one.Evidence(k), Is.EqualTo(both.Evidence(k)));
            var (pooled, whole) = (Statistics(one, k), Statistics(both, k));
            // Three means, their variances, then shares. On both ways a mean is rounded by up to a 256th of its deviation, a variance by a 512th.
            for (var i = 0; i < 3; i++) Assert.That(pooled[i], Is.EqualTo(whole[i]).Within(Math.Sqrt(whole[i + 3]) / 64), $"class {k}, mean {i}");
            for (var i = 3; i < 6; i++) Assert.That(pooled[i], Is.EqualTo(whole[i]).Within(1).Percent, $"class {k}, variance {i}");
            for (var i = 6; i < pooled.Length; i++) Assert.That(pooled[i], Is.EqualTo(whole[i]).Within(1e-7).Percent, $"class {k}, value {i}");
        }
    }

    [Test]
    public void A_borrowed_class_is_recognised_at_once_and_the_others_as_before([Values] MergeStyle style)
    {
        var borrower = Blobs.Trained("naive-bayes", 2, 300, classes: 2);

        borrower.Merge(Blobs.Trained("naive-bayes", 1, 800).Partition([2]), style, 1);

        var test = Blobs.Take(41, 600).Where(static sample => sample.Label <= 2).ToList();
        Assert.That(test.Count(sample => borrower.Predict(sample.Features).Label == sample.Label) / (double)test.Count, Is.GreaterThan(0.95));
    }

    [Test]
    public void A_part_that_no_samples_lead_to_is_refused_and_changes_nothing()
    {
        var learner = Blobs.Trained("naive-bayes");
        var before = learner.Save();
        var honest = learner.Partition([2])[0];
        // Version, two counts; then three means, three variances and two shares.
        (int At, double Value)[] lies =
        [
            (0, double.NaN), (1, double.PositiveInfinity), (2, 1e39), (3, -1e-9), (4, 1e80), (5, double.NaN), (6, -0.1), (7, 1.5), (6, double.MaxValue),
        ];
        foreach (var (at, value) in lies)
        {
            var payload = Damage.WithDouble(honest.Payload.ToArray(), 9 + (8 * at), value);
            var part = new ModelPart(honest.LearnerKind, honest.SchemaHash, honest.Id, honest.Classes, 10, payload);
            Assert.That(() => learner.Merge([part], MergeStyle.Average, 1), Throws.TypeOf<ModelFormatException>(), $"{value} at {at}");
        }

        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    [Test]
    public void A_column_that_is_constant_within_a_class_does_not_outweigh_all_others()
    {
        // Class b never moves x; by its narrow peak alone it would win wherever x is 0.
        var learner = OnlineLearner.Create("naive-bayes", new FeatureSchema([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b"]));
        for (var i = 0; i < 1000; i++)
        {
            learner.Learn([i % 10 == 0 ? 1 : 0, i % 7], 0);
            learner.Learn([0, 20 + (i % 7)], 1);
        }

        Assert.That(learner.Predict([0, 3]).Label, Is.Zero);
        Assert.That(learner.Predict([0, 23]).Label, Is.EqualTo(1));
        Assert.That(learner.Predict([1, 3]).Label, Is.Zero);
    }

    // The textbook's, from all samples at once, in doubles. No class is constant in a column here.
    private static double[] Posterior(float[] features)
    {
        var scores = new double[5];
        for (var k = 0; k < 5; k++)
        {
            var own = Stream.Where(sample => sample.Label == k).Select(static sample => sample.Features).ToArray();
            if (own.Length == 0) continue;

            var score = Math.Log(own.Length + 1);
            for (var i = 0; i < 3; i++)
            {
                var mean = own.Average(sample => (double)sample[i]);
                var deviation = Math.Sqrt(own.Sum(sample => (sample[i] - mean) * (sample[i] - mean)) / (own.Length - 1));
                // The documented floor of a unit column.
                if (i == 0) deviation = Math.Max(deviation, 0.2);
                score -= Math.Log(deviation) + ((features[i] - mean) * (features[i] - mean) / (2 * deviation * deviation));
            }

            var category = features[3] == 1 ? 3 : 4;
            score += Math.Log((own.Count(sample => sample[category] == 1) + 1.0) / (own.Length + 2));
            scores[k] = score;
        }

        var best = scores.Where(static score => score != 0).Max();
        var weights = scores.Select(score => score == 0 ? 0 : Math.Exp(score - best)).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static IEnumerable<(float[] Features, int Label)> Noisy(int seed, int count)
    {
        var random = new Random(seed);
        foreach (var (features, label) in Blobs.Take(seed, count)) yield return (features, random.Next(5) == 0 ? random.Next(4) : label);
    }

    private static double[] Statistics(NaiveBayesLearner learner, int label)
    {
        var reader = new SpanReader(learner.Partition([label])[0].Payload);
        reader.Bytes(9);
        var values = new double[8];
        reader.Doubles(values);
        return values;
    }
}
