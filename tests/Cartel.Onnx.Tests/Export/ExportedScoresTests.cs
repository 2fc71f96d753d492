using Cartel.Learning;

namespace Cartel.Onnx.Tests;

/// <summary>ONNX Runtime says of 10,000 samples what the learner says: the same labels, and scores within 1e−5.</summary>
public sealed class ExportedScoresTests
{
    /// <summary>Trees that split soon.</summary>
    public const string EagerTree = "hoeffding-tree?grace=50&confidence=0.05&tie=0.2";
    public const string EagerAdaptiveTree = "hoeffding-adaptive-tree?grace=50&confidence=0.05&tie=0.2";

    /// <summary>Some time after the change, while an adaptive tree is of two minds.</summary>
    public const int Samples = Mixture.Change + 1_750;

    private static readonly string[] Kinds =
    [
        .. OnlineLearner.Kinds.Where(static kind => kind != "linear"), EagerTree, EagerAdaptiveTree, "hoeffding-tree?leaf=0", "hoeffding-tree?leaf=1&binary=1", "hoeffding-tree?memory=60000",
        "adaptive-random-forest?trees=25&features=0", "adaptive-random-forest?features=1", "network?hidden=7",
    ];

    private static readonly float[][] Fresh = [.. Mixture.Draw(99).Take(10_000).Select(static sample => sample.Values)];

    [TestCaseSource(nameof(Kinds))]
    public void After_a_stream_that_drifts(string kind)
    {
        var (learner, encoder) = Mixture.Learned(kind, 1, Samples);

        SameVerdicts.Require(learner, encoder, Fresh);
    }

    [TestCaseSource(nameof(Kinds))]
    public void While_some_classes_are_unknown(string kind)
    {
        var (learner, encoder) = Mixture.Learned(kind, 2, 800, classes: 3);

        SameVerdicts.Require(learner, encoder, Fresh);
    }

    [TestCaseSource(nameof(Kinds))]
    public void Before_the_first_sample(string kind)
    {
        var (learner, encoder) = Mixture.Learned(kind, 1, 0);

        SameVerdicts.Require(learner, encoder, Fresh);
    }

    [Test]
    public void After_parts_of_another_model_were_merged(
        [ValueSource(nameof(Kinds))] string kind, [Values] MergeStyle style)
    {
        var (learner, encoder) = Mixture.Learned(kind, 1, 4_000, classes: 3);
        var (donor, _) = Mixture.Learned(kind, 2, Samples);

        learner.Merge(donor.Partition([3, 4]), style, seed: 1);

        SameVerdicts.Require(learner, encoder, Fresh);
    }
}
