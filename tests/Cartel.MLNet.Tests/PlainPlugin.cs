using Cartel.Learning;

namespace Cartel.MLNet.Tests;

/// <summary>A plug-in with trainers of a few lines, so that all but ML.NET is tested where its packages are not.</summary>
internal sealed class PlainPlugin : ILearnerPlugin
{
    public string Name => "plain";

    public IReadOnlyList<string> Kinds { get; } = ["plain:linear", "plain:trees"];

    public IOnlineLearner Create(FeatureSchema schema, Settings settings, int seed) => Make(schema, settings, seed);

    public IOnlineLearner Restore(string kind, FeatureSchema schema, ref SpanReader reader)
    {
        var (text, seed) = (reader.Name(), reader.Int32());
        var learner = SnapshotText.Make(kind, text, settings => Make(schema, settings, seed));
        learner.Restore(ref reader);
        return learner;
    }

    private static WindowLearner Make(FeatureSchema schema, Settings settings, int seed)
    {
        var window = WindowSettings.From(settings, schema, seed, canBeWarm: true);
        return settings.Name == "plain:linear" ? new BatchLinearLearner(schema, window, new PerceptronTrainer()) : new BatchTreesLearner(schema, window, new BoxTrainer());
    }
}

/// <summary>Twenty passes of a perceptron with margin 1.</summary>
internal sealed class PerceptronTrainer : IRowTrainer
{
    public LinearLoss Loss => LinearLoss.Hinge;

    public bool CanBeWarm => true;

    /// <summary>What it was given to go on from last.</summary>
    public Row? Former { get; private set; }

    public Row Train(IReadOnlyList<(float[] Features, int Label)> set, int label, Row? former, int seed)
    {
        Former = former;
        var (weights, bias) = former is null ? (new float[set[0].Features.Length], 0) : ((float[])former.Weights.Clone(), former.Bias);
        for (var pass = 0; pass < 20; pass++)
        {
            foreach (var (features, own) in set)
            {
                var side = own == label ? 0.1f : -0.1f;
                if (10 * side * (bias + weights.Zip(features, static (weight, value) => weight * value).Sum()) >= 1) continue;

                for (var i = 0; i < weights.Length; i++) weights[i] += side * features[i];
                bias += side;
            }
        }

        return new Row(weights, bias);
    }
}

/// <summary>A tree per feature that asks whether the sample lies where the class's samples lie, give or take a quarter.</summary>
internal sealed class BoxTrainer : ITreesTrainer
{
    public BinaryTrees Train(IReadOnlyList<(float[] Features, int Label)> set, int label, int seed)
    {
        var own = set.Where(sample => sample.Label == label).Select(static sample => sample.Features).ToList();
        var builder = new BinaryTrees.Builder();
        for (var i = 0; i < own[0].Length; i++)
        {
            var (low, high) = (own.Min(features => features[i] / 4), own.Max(features => features[i] / 4));
            // Quarters: the gap between two finite floats may be infinite.
            var room = high - low;
            BinaryTrees.Split[] places =
            [
                new(i, Math.Clamp((4 * low) - room, -float.MaxValue, float.MaxValue), 1, 2), new(-1, -1, 0, 0),
                new(i, Math.Clamp((4 * high) + room, -float.MaxValue, float.MaxValue), 3, 1), new(-1, 0, 0, 0),
            ];
            builder.Add(place => places[place], root: 0);
        }

        return builder.Build(slope: -4, offset: -2);
    }
}
