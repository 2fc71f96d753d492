using Cartel.Learning;
using Cartel.Testing;
using Microsoft.ML;

namespace Cartel.MLNet.Tests;

public sealed class LinearTrainersTests
{
    [TestCase(0.75f)]
    [TestCase(-12.5f)]
    [TestCase(1e-3f)]
    [TestCase(0f)]
    public void A_given_row_is_what_training_goes_on_from(float bias)
    {
        var model = GivenRow.Of(new MLContext(1), new Row([0.5f, -3f, 0f, 1e3f], bias));

        Assert.That(model.Weights, Is.EqualTo(new[] { 0.5f, -3f, 0f, 1e3f }).Within(1e-6).Percent.Or.EqualTo(new[] { 0.5f, -3f, 0f, 1e3f }).Within(1e-4));
        Assert.That(model.Bias, Is.EqualTo(bias).Within(1e-6f));
    }

    [TestCase("mlnet:averaged-perceptron", "linear-hinge")]
    [TestCase("mlnet:linear-svm", "linear-hinge")]
    [TestCase("mlnet:logistic-regression", "linear-logistic")]
    [TestCase("mlnet:sdca", "linear-logistic")]
    public void Rows_travel_to_and_from_online_learners_of_the_same_loss(string batch, string online)
    {
        LearnerPlugins.Add(new MLNetPlugin());
        var (batchLearner, onlineLearner) = (Blobs.Trained(batch, classes: 3), Blobs.Trained(online, classes: 3));

        onlineLearner.Merge(Blobs.Trained(batch, seed: 5).Partition([3]), MergeStyle.Rehearse, 1);
        batchLearner.Merge(Blobs.Trained(online, seed: 5).Partition([3]), MergeStyle.Rehearse, 1);

        foreach (var learner in new[] { batchLearner, onlineLearner })
            Assert.That(Blobs.Take(9, 300).Count(sample => learner.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(270), learner.Kind);
    }

    [Test]
    public void Logistic_regression_settles_where_its_loss_is_least()
    {
        // One feature, x = ±1, of which three in four are as their sign says: by symmetry the row is w·x with
        // σ(w) = ¾ where nothing is regularised, so w = ln 3.
        (float[], int)[] set = [.. Enumerable.Range(0, 400).Select(static i => (new[] { i % 2 == 0 ? 1f : -1f }, (i % 2 == 0) ^ (i / 2 % 4 == 0) ? 1 : 0))];

        var row = new LogisticRegression(Steps: 100, L2: 0, L1: 0).Train(set, 1, former: null, seed: 1);

        Assert.That(row.Weights[0], Is.EqualTo(Math.Log(3)).Within(1e-3));
        Assert.That(row.Bias, Is.Zero.Within(1e-3));
    }

    [Test]
    public void A_warm_start_of_few_steps_ends_nearer_to_the_least_loss_than_a_cold_one()
    {
        (float[], int)[] set = [.. Blobs.Take(3, 300).Select(static sample => (new[] { sample.Features[0], sample.Features[1] / 1e6f, sample.Features[2] * 1e3f }, sample.Label))];
        var best = new LogisticRegression(Steps: 200, L2: 1, L1: 0).Train(set, 1, former: null, seed: 1);
        var few = new LogisticRegression(Steps: 2, L2: 1, L1: 0);

        Assert.That(Distance(few.Train(set, 1, best, seed: 1), best), Is.LessThan(0.1 * Distance(few.Train(set, 1, former: null, seed: 1), best)));
    }

    private static double Distance(Row one, Row other) => Math.Sqrt(one.Weights.Zip(other.Weights, static (a, b) => (double)(a - b) * (a - b)).Sum());
}
