using Cartel.Learning;

namespace Cartel.Testing;

/// <summary>A seeded stream of classes around distant centres, in units as uneven as real columns are.</summary>
public static class Blobs
{
    // A unit column, two numeric ones a million apart in scale, a nominal one with two categories.
    public static FeatureSchema Schema { get; } = new(
        [Feature.Unit("pixel"), Feature.Numeric("bytes"), Feature.Numeric("share"), Feature.Nominal("protocol", ["tcp", "udp"])],
        ["a", "b", "c", "d", "never"]);

    /// <summary>So many samples of the first <paramref name="classes"/> classes, which hyperplanes separate.</summary>
    public static IEnumerable<(float[] Features, int Label)> Take(int seed, int count, int classes = 4)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var label = random.Next(classes);
            var udp = random.Next(2);
            yield return (
                [
                    Math.Clamp((label == 3 ? 0.9f : 0.1f) + 0.05f * Uneven(random), 0, 1),
                    5e6f + (label == 1 ? 3e6f : 0) + 3e5f * Uneven(random),
                    (label == 2 ? 1e-3f : 0) + 1e-4f * Uneven(random),
                    1 - udp,
                    udp,
                ],
                label);
        }
    }

    /// <summary>A learner of a kind that has learned them.</summary>
    public static IOnlineLearner Trained(string kind, int seed = 1, int count = 500, int classes = 4)
    {
        var learner = OnlineLearner.Create(kind, Schema);
        foreach (var (features, label) in Take(seed, count, classes)) learner.Learn(features, label);
        return learner;
    }

    // In [−1, 1], densest in the middle; arithmetic that is the same on every machine, unlike a logarithm's last bit.
    private static float Uneven(Random random) => (float)(random.NextDouble() + random.NextDouble() - 1);
}
