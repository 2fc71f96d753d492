using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>What rounding takes from a part does not show: a model that takes its own parts back does as before.</summary>
public sealed class RoundedPartTests
{
    private const int Columns = 20;
    private const int Classes = 3;

    [TestCase("linear-logistic")]
    [TestCase("linear-hinge")]
    [TestCase("softmax")]
    [TestCase("naive-bayes")]
    [TestCase("network")]
    public void Of_a_thousand_predictions_all_but_one_are_as_before(string kind)
    {
        var learner = Blobs.Trained(kind, 1, 800);
        var rounded = learner.Clone();

        rounded.Merge(learner.Partition([0, 1, 2, 3]), MergeStyle.Replace, 1);

        Assert.That(Blobs.Take(31, 3000).Count(sample => learner.Predict(sample.Features).Label == rounded.Predict(sample.Features).Label), Is.GreaterThanOrEqualTo(2997));
    }

    [TestCase("linear-logistic")]
    [TestCase("linear-hinge")]
    [TestCase("softmax")]
    public void Probabilities_stay_within_a_hundredth_though_the_columns_lie_a_million_spreads_from_zero(string kind)
    {
        var schema = new FeatureSchema([.. Enumerable.Range(0, Columns).Select(static i => Feature.Numeric($"x{i}"))], ["a", "b", "c"]);
        var learner = (LinearLearner)OnlineLearner.Create(kind, schema);
        foreach (var (features, label) in FarOff(1, 1500)) learner.Learn(features, label);
        var merged = (LinearLearner)learner.Clone();

        merged.Merge(learner.Partition([0, 1, 2]), MergeStyle.Replace, 1);

        var (difference, count) = (0.0, 0);
        var (exact, rounded) = (new float[Classes], new float[Classes]);
        foreach (var (features, _) in FarOff(2, 500))
        {
            learner.Score(features, exact);
            merged.Score(features, rounded);
            for (var k = 0; k < Classes; k++, count++) difference += Math.Pow(exact[k] - rounded[k], 2);
        }

        Assert.That(difference, Is.Positive, "weights are rounded");
        Assert.That(Math.Sqrt(difference / count), Is.LessThan(0.01));
    }

    [Test]
    public void A_rounded_part_comes_through_its_bytes_as_it_is([Values("linear-hinge", "naive-bayes", "network")] string kind)
    {
        var part = Blobs.Trained(kind).Partition([2])[0];

        Assert.That(ModelPart.FromBytes(part.Bytes.Span).Payload.ToArray(), Is.EqualTo(part.Payload.ToArray()));
    }

    private static IEnumerable<(float[] Features, int Label)> FarOff(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var label = random.Next(Classes);
            yield return ([.. Enumerable.Range(0, Columns).Select(j => 1e6f + (j % Classes == label ? 1 : 0) + (2 * random.NextSingle()))], label);
        }
    }
}
