using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class LinearLearnerTests
{
    [TestCase("linear-logistic", 1)]
    [TestCase("linear-logistic", 2)]
    [TestCase("linear-hinge", 1)]
    [TestCase("linear-hinge", 2)]
    [TestCase("softmax", 1)]
    [TestCase("softmax", 2)]
    public void Is_its_definition_within_float_tolerance(string kind, int seed)
    {
        var learner = OnlineLearner.Create(kind, Blobs.Schema);
        var naive = new NaiveLinearLearner(Blobs.Schema, kind);
        var (random, probabilities) = (new Random(seed), new float[5]);
        foreach (var (features, blob) in Blobs.Take(seed, 300))
        {
            // One label in ten is wrong, so that no margin runs away.
            var label = random.Next(10) == 0 ? random.Next(5) : blob;
            var margins = naive.Margins(features);
            if (margins.Count > 0)
            {
                learner.Score(features, probabilities);
                var expected = margins.ToDictionary(pair => pair.Key, pair => kind == "softmax" ? Math.Exp(pair.Value) : 1 / (1 + Math.Exp(-pair.Value)));
                foreach (var (k, probability) in expected)
                    Assert.That(probabilities[k], Is.EqualTo(probability / expected.Values.Sum()).Within(2e-3), $"class {k}");
            }

            learner.Learn(features, label);
            naive.Learn(features, label);
        }

        Assert.That(Blobs.Take(seed + 100, 300).Count(sample => learner.Predict(sample.Features).Label == Best(naive, sample.Features)), Is.GreaterThanOrEqualTo(299));
    }

    [Test]
    public void The_first_sample_of_a_class_moves_its_row_by_one_whole_step()
    {
        // By hand: all features are constant so far, z = 0; the slope of a margin of 0 is −σ(0) = −½, so b = 0.2·½/√(¼ + 1e−8) = 0.2.
        var schema = new FeatureSchema([Feature.Numeric("x")], ["no", "yes"]);
        var learner = new LinearLearner(schema, LinearLoss.Logistic);

        learner.Learn([42], 1);

        // Alone, the class has all the probability; a second class then starts from its own margin of 0.
        Assert.That(learner.Predict([42]), Is.EqualTo(new Prediction(1, 1)));
        learner.Learn([42], 0);
        var probabilities = new float[2];
        learner.Score([42], probabilities);
        // no: b = 0.2. yes: slope σ(0.2), G = ¼ + σ(0.2)², b = 0.2 − 0.2·σ(0.2)/√G.
        var slope = 1 / (1 + Math.Exp(-0.2));
        var yes = 1 / (1 + Math.Exp(-(0.2 - 0.2 * slope / Math.Sqrt(0.25 + slope * slope))));
        Assert.That(probabilities[0], Is.EqualTo(slope / (slope + yes)).Within(1e-5));
    }

    [Test]
    public void Kinds_are_made_by_name_and_others_are_refused_with_the_list()
    {
        foreach (var kind in OnlineLearner.Kinds) Assert.That(OnlineLearner.Create(kind, Blobs.Schema).Kind, Does.StartWith(kind));

        Assert.That(
            () => OnlineLearner.Create("forest", Blobs.Schema),
            Throws.ArgumentException.With.Message.Contains("linear-logistic").And.Message.Contains("forest"));
    }

    [Test]
    public void A_model_of_three_features_and_two_known_classes_has_the_bytes_that_its_arrays_have()
    {
        var schema = new FeatureSchema([Feature.Unit("p"), Feature.Unit("q"), Feature.Unit("r")], ["a", "b", "c"]);
        var learner = new LinearLearner(schema, LinearLoss.Logistic);
        learner.Learn([0, 0, 1], 0);
        learner.Learn([0, 1, 0], 1);

        // Per class weights and squared gradients of 3 features and the bias, means and variances of 3 features, each in one vector of 8 floats.
        Assert.That(learner.ModelBytes, Is.EqualTo(2 * 4 * 8 * 4));
    }

    private static int Best(NaiveLinearLearner naive, float[] features) => naive.Margins(features).MaxBy(pair => pair.Value).Key;
}
