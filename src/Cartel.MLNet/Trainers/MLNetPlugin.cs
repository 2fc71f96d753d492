using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>The learners that ML.NET trains, by name; what a program finds in this assembly.</summary>
public sealed class MLNetPlugin : ILearnerPlugin
{
    private const string Frozen = "mlnet:frozen";

    private static readonly Dictionary<string, Func<Settings, FeatureSchema, int, WindowLearner>> Makers = new(StringComparer.Ordinal)
    {
        ["mlnet:averaged-perceptron"] = static (settings, schema, seed) => Linear(settings, schema, seed, AveragedPerceptron.From(settings)),
        ["mlnet:fast-forest"] = static (settings, schema, seed) => Trees(settings, schema, seed, FastForest.From(settings)),
        ["mlnet:fast-tree"] = static (settings, schema, seed) => Trees(settings, schema, seed, FastTree.From(settings)),
        ["mlnet:linear-svm"] = static (settings, schema, seed) => Linear(settings, schema, seed, LinearSvm.From(settings)),
        ["mlnet:logistic-regression"] = static (settings, schema, seed) => Linear(settings, schema, seed, LogisticRegression.From(settings)),
        ["mlnet:sdca"] = static (settings, schema, seed) => Linear(settings, schema, seed, Sdca.From(settings)),
    };

    /// <inheritdoc/>
    public string Name => "mlnet";

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [.. Makers.Keys, Frozen];

    /// <inheritdoc/>
    public IOnlineLearner Create(FeatureSchema schema, Settings settings, int seed) =>
        settings.Name == Frozen ? new FrozenLearner(schema, settings.Text, Open(settings, schema)) : Makers[settings.Name](settings, schema, seed);

    /// <inheritdoc/>
    public IOnlineLearner Restore(string kind, FeatureSchema schema, ref SpanReader reader)
    {
        var text = reader.Name();
        if (kind == Frozen) return FrozenLearner.Restore(schema, text, SnapshotText.Make(kind, text, settings => Open(settings, schema)), ref reader);

        var seed = reader.Int32();
        var learner = SnapshotText.Make(kind, text, settings => Makers[kind](settings, schema, seed));
        learner.Restore(ref reader);
        return learner;
    }

    private static BatchLinearLearner Linear(Settings settings, FeatureSchema schema, int seed, IRowTrainer trainer) =>
        new(schema, WindowSettings.From(settings, schema, seed, trainer.CanBeWarm), trainer);

    private static BatchTreesLearner Trees(Settings settings, FeatureSchema schema, int seed, ITreesTrainer trainer) =>
        new(schema, WindowSettings.From(settings, schema, seed, canBeWarm: false), trainer);

    private static ZipModel Open(Settings settings, FeatureSchema schema) =>
        ZipModel.Open(settings.Word("model") ?? throw new ArgumentException("mlnet:frozen needs the file of its model: mlnet:frozen?model=FILE.zip"), schema);
}
