using Cartel.Learning;

namespace Cartel.Architecture.Tests;

/// <summary>The lines of C# that README shows; another test holds the two alike.</summary>
public sealed class ReadmeExampleTests
{
    [Test]
    public void A_learner_used_by_itself_predicts_the_only_class_that_it_has_seen()
    {
        var schema = new FeatureSchema([Feature.Numeric("load"), Feature.Numeric("heat")], ["calm", "alarm"]);
        var learner = OnlineLearner.Create("linear-logistic", schema);
        learner.Learn([0.2f, 0.9f], label: 1);
        var prediction = learner.Predict([0.3f, 0.8f]);
        Console.WriteLine($"{schema.Classes[prediction.Label]}, {prediction.Confidence:P0} sure");

        Assert.That(schema.Classes[prediction.Label], Is.EqualTo("alarm"));
    }
}
