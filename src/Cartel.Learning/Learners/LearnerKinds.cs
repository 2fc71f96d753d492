namespace Cartel.Learning;

/// <summary>The one list of the learners that ship.</summary>
internal static class LearnerKinds
{
    public delegate IOnlineLearner Maker(FeatureSchema schema, Settings settings, int seed);

    /// <summary>Reads what follows a snapshot's header.</summary>
    public delegate IOnlineLearner Reader(FeatureSchema schema, ref SpanReader reader);

    public static IReadOnlyList<LearnerKind> All { get; } =
    [
        new(
            "linear-logistic",
            static (schema, settings, _) => new LinearLearner(schema, LinearLoss.Logistic, LinearSteps.From(settings, LinearLoss.Logistic)),
            static (schema, ref reader) => LinearLearner.Restore(schema, LinearLoss.Logistic, ref reader)),
        new(
            "linear-hinge",
            static (schema, settings, _) => new LinearLearner(schema, LinearLoss.Hinge, LinearSteps.From(settings, LinearLoss.Hinge)),
            static (schema, ref reader) => LinearLearner.Restore(schema, LinearLoss.Hinge, ref reader)),
        new(
            "softmax",
            static (schema, settings, _) => new LinearLearner(schema, LinearLoss.Softmax, LinearSteps.From(settings, LinearLoss.Softmax)),
            static (schema, ref reader) => LinearLearner.Restore(schema, LinearLoss.Softmax, ref reader)),
        new(
            NaiveBayesLearner.Name,
            static (schema, _, _) => new NaiveBayesLearner(schema),
            static (schema, ref reader) => NaiveBayesLearner.Restore(schema, ref reader)),
        new(
            TreeKinds.NameOf(TreeKind.Plain),
            static (schema, settings, seed) => new HoeffdingTreeLearner(schema, TreeKind.Plain, HoeffdingTreeSettings.From(settings), seed),
            static (schema, ref reader) => HoeffdingTreeLearner.Restore(schema, TreeKind.Plain, ref reader)),
        new(
            TreeKinds.NameOf(TreeKind.Adaptive),
            static (schema, settings, seed) => new HoeffdingTreeLearner(schema, TreeKind.Adaptive, HoeffdingTreeSettings.From(settings), seed),
            static (schema, ref reader) => HoeffdingTreeLearner.Restore(schema, TreeKind.Adaptive, ref reader)),
        new(AdaptiveRandomForest.Name, AdaptiveRandomForest.Create, AdaptiveRandomForest.Restore),
        new(LeveragingBagging.Name, LeveragingBagging.Create, LeveragingBagging.Restore),
        new(
            NetworkLearner.Name,
            NetworkLearner.Make,
            static (schema, ref reader) => NetworkLearner.Restore(schema, ref reader)),
        new(
            MajorityClassLearner.Name,
            static (schema, _, _) => new MajorityClassLearner(schema),
            static (schema, ref reader) => BaselineLearner.Restore(new MajorityClassLearner(schema), ref reader)),
        new(
            PreviousLabelLearner.Name,
            static (schema, _, _) => new PreviousLabelLearner(schema),
            static (schema, ref reader) => BaselineLearner.Restore(new PreviousLabelLearner(schema), ref reader)),
    ];

    /// <summary>The kind of that name, of those that ship or of a plug-in that was added.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static LearnerKind Find(string name) =>
        All.FirstOrDefault(known => known.Name == name)
        ?? LearnerPlugins.Find(name)
        ?? throw new ArgumentException($"there is no learner “{name}”; there are {string.Join(", ", OnlineLearner.Kinds)}", nameof(name));

    public sealed record LearnerKind(string Name, Maker Create, Reader Restore);
}
