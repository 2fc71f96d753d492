using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Five overlapping classes around seeded centres: what agents and donors of one test learn from.</summary>
internal sealed class World
{
    private const int Length = 20;

    private readonly float[][] _centres;
    private readonly Random _random;

    public World(int seed)
    {
        _random = new Random(seed);
        _centres = [.. Enumerable.Range(0, Schema.Classes.Count).Select(_ => Draw(0.5f))];
    }

    public static FeatureSchema Schema { get; } =
        new([.. Enumerable.Range(0, Length).Select(i => Feature.Numeric($"f{i}"))], ["a", "b", "c", "d", "e"]);

    /// <summary>A sample of one of the first <paramref name="classes"/> classes, all as frequent.</summary>
    public (float[] Features, int Label) Next(int classes)
    {
        var label = _random.Next(classes);
        return (Of(label), label);
    }

    /// <summary>The features of a sample of a class.</summary>
    public float[] Of(int label) => [.. Draw(1).Zip(_centres[label], (noise, centre) => noise + centre)];

    /// <summary>A learner that has seen so many samples of the first <paramref name="classes"/> classes.</summary>
    public IOnlineLearner Learned(int samples, int classes = 5)
    {
        var learner = OnlineLearner.Create("linear", Schema);
        for (var i = 0; i < samples; i++)
        {
            var (features, label) = Next(classes);
            learner.Learn(features, label);
        }

        return learner;
    }

    // Twelve uniform draws: near enough to normal, and the same on every machine.
    private float[] Draw(float spread) =>
        [.. Enumerable.Range(0, Length).Select(_ => spread * (float)(Enumerable.Range(0, 12).Sum(_ => _random.NextDouble()) - 6))];
}
