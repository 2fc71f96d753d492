using System.Runtime.InteropServices;
using Cartel.Testing;

namespace Cartel.Learning.Tests.Averaging;

public sealed class VectorModelTests
{
    private static readonly string[] Kinds = ["linear-logistic", "linear-hinge", "softmax", "naive-bayes", "network?hidden=8"];

    [TestCaseSource(nameof(Kinds))]
    public void The_mean_of_equal_models_is_the_model(string kind)
    {
        var model = Vector(Blobs.Trained(kind));

        Assert.That(ModelVector.Mean([model, model, model], [1, 7, 0.3]).Blocks, Is.EqualTo(model.Blocks));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_model_that_takes_its_own_numbers_predicts_as_before(string kind)
    {
        var learner = Blobs.Trained(kind);
        var before = Predictions(learner);
        ((IVectorModel)learner).Become(Vector(learner));

        // Weights go to raw units and back as floats; naive Bayes takes the spreads of its columns anew.
        Assert.That(Predictions(learner), Is.EqualTo(before).Within(2e-3f));
    }

    [TestCaseSource(nameof(Kinds))]
    public void An_untrained_model_that_takes_anothers_numbers_predicts_as_that_one_does_and_survives_its_snapshot(string kind)
    {
        var (teacher, pupil) = (Blobs.Trained(kind), OnlineLearner.Create(kind, Blobs.Schema, seed: 9));
        ((IVectorModel)pupil).Become(Vector(teacher));

        Assert.That(Predictions(pupil), Is.EqualTo(Predictions(teacher)).Within(2e-3f));
        Assert.That(Enumerable.Range(0, 5).Select(label => pupil.Evidence(label) > 0), Is.EqualTo([true, true, true, true, false]));
        Assert.That(Predictions(OnlineLearner.Restore(Blobs.Schema, pupil.Save())), Is.EqualTo(Predictions(pupil)));
        foreach (var (features, label) in Blobs.Take(3, 200)) pupil.Learn(features, label);
        Assert.That(Blobs.Take(4, 100).Count(sample => pupil.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(90));
    }

    [Test]
    public void The_mean_of_two_linear_models_is_that_of_their_scaled_weights_in_the_scale_of_both_streams()
    {
        // The second has seen three of the classes only: its centres and units are others.
        var (one, other) = (Blobs.Trained("softmax", seed: 1), Blobs.Trained("softmax", seed: 2, classes: 3));
        var mean = OnlineLearner.Create("softmax", Blobs.Schema);
        ((IVectorModel)mean).Become(ModelVector.Mean([Vector(one), Vector(other)], [1, 3]));

        var (first, second, actual) = (Vector(one).Blocks, Vector(other).Blocks, Vector(mean).Blocks);
        for (var block = 0; block < actual.Count; block++)
        {
            var expected = first[block] is { } numbers && second[block] is { } others
                ? numbers.Zip(others, static (a, b) => (0.25 * a) + (0.75 * b)).ToArray()
                : first[block];
            for (var i = 0; i < (expected?.Length ?? 0); i++)
                Assert.That(actual[block]![i], Is.EqualTo(expected![i]).Within(1e-6 + (Math.Abs(expected[i]) * 1e-5)), $"block {block}, number {i}");
        }
    }

    [TestCase("linear-logistic")]
    [TestCase("softmax")]
    public void A_column_that_hardly_varied_for_one_model_does_not_drown_the_mean_for_another(string kind)
    {
        // The first column tells the classes apart everywhere. The second does so, in thousandths, for the first model;
        // for the second model it is noise with a heavy tail.
        var schema = new FeatureSchema([Feature.Numeric("telling"), Feature.Numeric("wild")], ["no", "yes"]);
        var (one, other, mean) = (OnlineLearner.Create(kind, schema), OnlineLearner.Create(kind, schema), OnlineLearner.Create(kind, schema));
        foreach (var (features, label) in Wild(1, static (label, scatter) => 0.001 * (label + scatter), 300)) one.Learn(features, label);
        foreach (var (features, label) in Wild(2, Noise, 300)) other.Learn(features, label);
        ((IVectorModel)mean).Become(ModelVector.Mean([Vector(one), Vector(other)], [1, 1]));

        // A raw mean errs on half of them.
        Assert.That(Wild(3, Noise, 300).Count(sample => mean.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(270));

        static double Noise(int label, double scatter) => 10_000 * Math.Exp(6 * (scatter - 0.5));
    }

    [Test]
    public void The_sum_of_two_naive_Bayes_models_is_the_model_of_both_streams()
    {
        var both = Blobs.Trained("naive-bayes", seed: 1);
        foreach (var (features, label) in Blobs.Take(2, 500)) both.Learn(features, label);
        var sum = OnlineLearner.Create("naive-bayes", Blobs.Schema);
        ((IVectorModel)sum).Become(Vector(Blobs.Trained("naive-bayes", seed: 1)).Plus(Vector(Blobs.Trained("naive-bayes", seed: 2))));

        Assert.That(Enumerable.Range(0, 4).Select(sum.Evidence), Is.EqualTo(Enumerable.Range(0, 4).Select(both.Evidence)));
        Assert.That(Predictions(sum), Is.EqualTo(Predictions(both)).Within(2e-3f));
    }

    [Test]
    public void A_difference_added_again_leads_back_and_a_share_of_it_part_of_the_way()
    {
        var (from, to) = (new ModelVector([[1, 2], null, [3]]), new ModelVector([[5, 2], [4], [1]]));

        Assert.That(from.Plus(to.Minus(from)).Blocks, Is.EqualTo(to.Blocks));
        Assert.That(from.Plus(to.Minus(from), 0.5).Blocks, Is.EqualTo(new double[]?[] { [3, 2], [4], [2] }));
    }

    [Test]
    public void The_mean_of_a_block_is_over_those_that_have_it() =>
        Assert.That(
            ModelVector.Mean([new([[1], null]), new([[4], [8]])], [2, 1]).Blocks,
            Is.EqualTo(new double[]?[] { [2], [8] }));

    [Test]
    public void As_a_message_a_vector_is_two_bits_a_block_and_its_numbers_as_floats()
    {
        var vector = new ModelVector([[1, -2], null, [0, 0], [0, 0.5], [3]]);

        var bytes = vector.ToBytes();
        Assert.That(bytes[..2], Is.EqualTo(new byte[] { 0b10_01_00_10, 0b10 }));
        Assert.That(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(2)).ToArray(), Is.EqualTo(new[] { 1f, -2, 0, 0.5f, 3 }));
        Assert.That(vector.Bytes, Is.EqualTo(bytes.Length));
    }

    private static ModelVector Vector(IOnlineLearner learner) => ((IVectorModel)learner).ToVector();

    private static float[] Predictions(IOnlineLearner learner)
    {
        var probabilities = new float[5];
        return [.. Blobs.Take(7, 100).SelectMany(sample =>
        {
            learner.Score(sample.Features, probabilities);
            return probabilities.ToArray();
        })];
    }

    private static IEnumerable<(float[] Features, int Label)> Wild(long seed, Func<int, double, double> wild, int count)
    {
        var random = SeededRandom.For(seed);
        for (var n = 0; n < count; n++)
        {
            var label = random.Next(2);
            yield return ([(float)(label + (0.8 * random.NextDouble())), (float)wild(label, random.NextDouble())], label);
        }
    }
}
