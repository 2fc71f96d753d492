using Cartel.Learning;

namespace Cartel.Onnx.Tests;

/// <summary>Classifiers that scikit-learn trained, taken up by learners, predict as scikit-learn says.</summary>
public sealed class ImportedModelTests
{
    [TestCase("scaled-logistic", "softmax", 5)]
    [TestCase("logistic", "softmax", 5)]
    [TestCase("one-versus-rest", "linear-logistic", 5)]
    [TestCase("support-vectors", "linear-hinge", 5)]
    [TestCase("binary", "linear-logistic", 2)]
    [TestCase("binary", "softmax", 2)]
    [TestCase("tree", "hoeffding-tree", 5)]
    [TestCase("tree", "hoeffding-adaptive-tree", 5)]
    [TestCase("forest", "adaptive-random-forest?trees=30", 5)]
    [TestCase("forest", "adaptive-random-forest?trees=30", 2)]
    [TestCase("tree", "hoeffding-tree", 2)]
    [TestCase("extra-trees", "leveraging-bagging?trees=10", 5)]
    public async Task It_predicts_as_where_it_was_trained(string model, string kind, int classes)
    {
        var given = await SciKit.TrainAsync(model, classes);
        var learner = Adopting(kind, given);

        var (same, near) = Agreement(learner, given);

        TestContext.Out.WriteLine($"{model} as {kind}: {same:0.0000} of the labels, {near:0.0000} of the scores within 0.001");
        Assert.That(same, Is.GreaterThanOrEqualTo(0.999));
        if (given.Probabilities.Count > 0) Assert.That(near, Is.GreaterThanOrEqualTo(0.99));
    }

    [TestCase("scaled-logistic", "softmax")]
    [TestCase("forest", "adaptive-random-forest?trees=30")]
    public async Task It_goes_on_learning_from_there(string model, string kind)
    {
        var given = await SciKit.TrainAsync(model);
        var learner = Adopting(kind, given);
        var before = Accuracy(learner, given.Test);

        foreach (var (features, label) in given.Test) learner.Learn(features, label);

        Assert.That(Accuracy(learner, given.Test), Is.GreaterThanOrEqualTo(before - 0.01), "steps are of the length of one that has learned already");
    }

    [TestCase("scaled-logistic", "softmax")]
    [TestCase("tree", "hoeffding-tree")]
    [TestCase("forest", "adaptive-random-forest?trees=30")]
    public async Task Its_parts_are_lent_and_its_snapshot_is_restored_like_any_others(string model, string kind)
    {
        var given = await SciKit.TrainAsync(model);
        var learner = Adopting(kind, given);

        var restored = OnlineLearner.Restore(Mixture.Schema, learner.Save());
        var borrower = OnlineLearner.Create(kind, Mixture.Schema);
        foreach (var (features, label) in given.Trained.Where(static sample => sample.Label < 3)) borrower.Learn(features, label);
        borrower.Merge(learner.Partition([3, 4]), MergeStyle.Rehearse, seed: 1);

        Assert.That(Enumerable.Range(0, 5).All(label => learner.Evidence(label) == given.Trained.Count(sample => sample.Label == label)));
        Assert.That(given.Test.All(sample => restored.Predict(sample.Features) == learner.Predict(sample.Features)));
        Assert.That(Accuracy(borrower, [.. given.Test.Where(static sample => sample.Label > 2)]), Is.GreaterThan(0.5), "it had never seen these classes");
    }

    [Test]
    public async Task Of_more_trees_than_the_learner_has_the_best_are_taken()
    {
        var given = await SciKit.TrainAsync("forest");

        var learner = Adopting("adaptive-random-forest?trees=10", given);

        Assert.That(Accuracy(learner, given.Test), Is.GreaterThan(Accuracy(Adopting("hoeffding-tree", given), given.Test)));
    }

    [Test]
    public async Task Boosted_trees_are_refused()
    {
        var given = await SciKit.TrainAsync("boosted", classes: 2);

        Assert.That(() => OnnxImport.From(given.Model, Mixture.Schema), Throws.TypeOf<OnnxException>().With.Message.Contains("boosted ones cannot"));
    }

    private static IAdoptingLearner Adopting(string kind, SciKit given)
    {
        var learner = (IAdoptingLearner)OnlineLearner.Create(kind, Mixture.Schema);
        learner.Adopt(OnnxImport.From(given.Model, Mixture.Schema), given.Trained);
        return learner;
    }

    private static (double SameLabels, double NearScores) Agreement(IOnlineLearner learner, SciKit given)
    {
        var (same, near, scores) = (0, 0, new float[Mixture.Schema.Classes.Count]);
        for (var i = 0; i < given.Test.Count; i++)
        {
            learner.Score(given.Test[i].Features, scores);
            var predicted = Mixture.Schema.Classes[learner.Predict(given.Test[i].Features).Label];
            if (predicted == given.Predicted[i] || IsTied(given, i, predicted)) same++;
            if (given.Probabilities.Count > 0 && given.Classes.Index().All(k => Math.Abs(scores[Mixture.Schema.IndexOfClass(k.Item)] - given.Probabilities[i][k.Index]) < 1e-3)) near++;
        }

        return (same / (double)given.Test.Count, near / (double)given.Test.Count);
    }

    // Of classes with as many votes each side takes the first in an order of its own.
    private static bool IsTied(SciKit given, int row, string predicted) => given.Probabilities.Count > 0
        && Math.Abs(given.Probabilities[row][given.Classes.Index().First(k => k.Item == predicted).Index] - given.Probabilities[row].Max()) < 1e-6;

    private static double Accuracy(IOnlineLearner learner, IReadOnlyList<EncodedSample> samples) =>
        samples.Count(sample => learner.Predict(sample.Features).Label == sample.Label) / (double)samples.Count;
}
