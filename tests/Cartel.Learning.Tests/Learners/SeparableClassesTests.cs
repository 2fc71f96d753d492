using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>What every learner that looks at the features must manage.</summary>
public sealed class SeparableClassesTests
{
    [TestCaseSource(typeof(Promises), nameof(Promises.Learners))]
    public void Learns_classes_that_hyperplanes_separate(string kind)
    {
        var (samples, right) = (Promises.Of(kind).SamplesToLearn, 0);
        var learner = OnlineLearner.Create(kind, Blobs.Schema);
        foreach (var (features, label) in Blobs.Take(11, samples))
        {
            if (learner.Predict(features).Label == label) right++;
            learner.Learn(features, label);
        }

        Assert.That(right / (double)samples, Is.GreaterThan(0.95));
    }
}
