using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Decides when a profile is worth publishing: only when it says something new.</summary>
/// <remarks>
/// The idea of a significance filter is Gaia's (Hsieh et al., NSDI 2017). New is: a class that became known well enough to
/// lend; a class mix that moved by more than twice the standard error of its divergence; a class's recall that moved by a
/// tenth; a model that has grown by a quarter.
/// </remarks>
public sealed class PublicationPolicy
{
    private const int LeastSamples = 50;
    private const double LeastBits = 0.005;
    private const double RecallMove = 0.1;
    private const double Growth = 1.25;

    private long[]? _counts;
    private double?[]? _recall;
    private bool[]? _lendable;
    private long _samples;

    /// <summary>Evidence from which on a class's part is worth lending.</summary>
    public const int LendableEvidence = 20;

    /// <summary>Whether the learner's state differs significantly from what was last published.</summary>
    public bool IsDue(CollaborativeLearner learner)
    {
        if (learner.Samples < LeastSamples) return false;
        if (_counts is null) return true;

        return !Lendable(learner).SequenceEqual(_lendable!) || learner.Samples > Growth * _samples || RecallMoved(learner) || MixMoved(learner);
    }

    /// <summary>Notes that the present state was published.</summary>
    public void Published(CollaborativeLearner learner)
    {
        _counts = Counts(learner.Metrics);
        _recall = [.. Classes(learner).Select(learner.Metrics.Window.Recall)];
        _lendable = Lendable(learner);
        _samples = learner.Samples;
    }

    /// <summary>Labels per class in the window.</summary>
    public static long[] Counts(PrequentialMetrics metrics) => [.. metrics.Window.LabelCounts];

    private bool MixMoved(CollaborativeLearner learner)
    {
        var estimate = JensenShannon.Estimate(Counts(learner.Metrics), _counts);
        return estimate.Bits > Math.Max(LeastBits, 2 * estimate.StandardErrorBits);
    }

    private bool RecallMoved(CollaborativeLearner learner) => Classes(learner).Any(label =>
        learner.Metrics.Window.LabelCounts[label] >= LendableEvidence
        && Math.Abs((learner.Metrics.Window.Recall(label) ?? 0) - (_recall![label] ?? 0)) >= RecallMove);

    private static bool[] Lendable(CollaborativeLearner learner) =>
        [.. Classes(learner).Select(label => learner.Model.Evidence(label) >= LendableEvidence)];

    private static IEnumerable<int> Classes(CollaborativeLearner learner) => Enumerable.Range(0, learner.Schema.Classes.Count);
}
