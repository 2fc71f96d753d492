namespace Cartel.Learning.Tests;

/// <summary>A concept that one split cannot tell and a tree of two levels can; from a given sample on it is another.</summary>
internal static class Steps
{
    public static FeatureSchema Schema { get; } = new(
        [Feature.Numeric("x"), Feature.Nominal("c", ["p", "q", "r"]), Feature.Numeric("noise")], ["low", "high"]);

    /// <summary>x uniform in [0, 1): “high” above 0.7; for category r below it instead. From <paramref name="change"/> on the other way round.</summary>
    public static IEnumerable<(float[] Features, int Label)> Take(int seed, int count, int change = int.MaxValue)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var (x, category) = (random.NextSingle(), random.Next(3));
            var high = x > 0.7f != (category == 2) != (i >= change);
            yield return ([x, category == 0 ? 1 : 0, category == 1 ? 1 : 0, category == 2 ? 1 : 0, random.NextSingle()], high ? 1 : 0);
        }
    }

    /// <summary>A learner that has learned them.</summary>
    public static IOnlineLearner Trained(string kind, int seed, int count, int change = int.MaxValue)
    {
        var learner = OnlineLearner.Create(kind, Schema);
        foreach (var (features, label) in Take(seed, count, change)) learner.Learn(features, label);
        return learner;
    }

    /// <summary>The share of so many samples that a learner gets right without learning them.</summary>
    public static double Accuracy(IOnlineLearner learner, int seed, int count, bool changed = false) =>
        Take(seed, count, changed ? 0 : int.MaxValue).Count(sample => learner.Predict(sample.Features).Label == sample.Label) / (double)count;
}
