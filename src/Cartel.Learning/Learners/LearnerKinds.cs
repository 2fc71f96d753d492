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
            static (schema, _, _) => new LinearLearner(schema, LinearLoss.Logistic),
            static (schema, ref reader) => LinearLearner.Restore(schema, LinearLoss.Logistic, ref reader)),
        new(
            "linear-hinge",
            static (schema, _, _) => new LinearLearner(schema, LinearLoss.Hinge),
            static (schema, ref reader) => LinearLearner.Restore(schema, LinearLoss.Hinge, ref reader)),
        new(
            TreeKinds.NameOf(TreeKind.Plain),
            static (schema, settings, seed) => new HoeffdingTreeLearner(schema, TreeKind.Plain, HoeffdingTreeSettings.From(settings), seed),
            static (schema, ref reader) => HoeffdingTreeLearner.Restore(schema, TreeKind.Plain, ref reader)),
        new(
            TreeKinds.NameOf(TreeKind.Adaptive),
            static (schema, settings, seed) => new HoeffdingTreeLearner(schema, TreeKind.Adaptive, HoeffdingTreeSettings.From(settings), seed),
            static (schema, ref reader) => HoeffdingTreeLearner.Restore(schema, TreeKind.Adaptive, ref reader)),
    ];

    public sealed record LearnerKind(string Name, Maker Create, Reader Restore);
}
