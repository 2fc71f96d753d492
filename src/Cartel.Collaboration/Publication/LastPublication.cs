using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>What an agent last published, and what has changed significantly since.</summary>
/// <remarks>A recall in the window of some hundred samples is a count: it moves by chance. Between two windows of n and m samples of
/// a class, √(p(1 − p)(1/n + 1/m)) is its standard deviation, with p the recall of both together (half a sample added on either
/// side, so that a perfect recall is not taken to be a certain one).</remarks>
internal sealed class LastPublication
{
    // Ten classes are looked at every 25 samples: at 2 standard deviations chance alone would publish all the time.
    private const double RecallDeviations = 3.5;
    private const double MixDeviations = 3;

    // A divergence of a tenth of a bit is a tenth of the classes' mass elsewhere; below this it changes no choice of neighbour.
    private const double LeastBits = 0.01;

    private readonly bool[] _lendable;
    private readonly long[] _mix;
    private readonly long[] _counts;
    private readonly double[] _hits;

    public LastPublication(CollaborativeLearner learner)
    {
        var window = learner.Metrics.Window;
        Samples = learner.Samples;
        _lendable = Lendable(learner);
        _mix = [.. learner.CurrentCounts];
        _counts = [.. window.LabelCounts];
        _hits = [.. window.HitCounts.ToArray().Select(static hits => (double)hits)];
    }

    /// <summary>The labelled samples seen until then.</summary>
    public long Samples { get; }

    /// <summary>Whether a class became known well enough to lend, or is known so no more.</summary>
    public bool LendableChanged(CollaborativeLearner learner)
    {
        var model = learner.Model;
        for (var label = 0; label < _lendable.Length; label++)
        {
            if (IsLendable(model, label) != _lendable[label]) return true;
        }

        return false;
    }

    /// <summary>Whether a class's recall fell by more than chance explains and by at least <paramref name="least"/>.</summary>
    public bool Fell(CollaborativeLearner learner, double least) => Moved(learner, least, static change => -change);

    /// <summary>Whether a class's recall moved by more than chance explains and by at least <paramref name="least"/>.</summary>
    public bool RecallMoved(CollaborativeLearner learner, double least) => Moved(learner, least, Math.Abs);

    /// <summary>Whether the mix of the classes moved by more than chance explains.</summary>
    public bool MixMoved(CollaborativeLearner learner)
    {
        var mix = learner.CurrentCounts;
        if (mix.Sum() == 0 || _mix.Sum() == 0) return false;

        var estimate = JensenShannon.Estimate([.. mix], _mix);
        return estimate.Bits > Math.Max(LeastBits, MixDeviations * estimate.StandardErrorBits);
    }

    private bool Moved(CollaborativeLearner learner, double least, Func<double, double> size)
    {
        var window = learner.Metrics.Window;
        for (var k = 0; k < _counts.Length; k++)
        {
            if (_counts[k] < PublicationPolicy.LendableEvidence / 2 || window.LabelCounts[k] < PublicationPolicy.LendableEvidence / 2) continue;

            var change = size(((double)window.HitCounts[k] / window.LabelCounts[k]) - (_hits[k] / _counts[k]));
            if (change >= least && change >= RecallDeviations * StandardDeviation(_hits[k], _counts[k], window.HitCounts[k], window.LabelCounts[k])) return true;
        }

        return false;
    }

    private static double StandardDeviation(double oldHits, long oldCount, long hits, long count)
    {
        var p = (oldHits + hits + 0.5) / (oldCount + count + 1);
        return Math.Sqrt(p * (1 - p) * ((1.0 / oldCount) + (1.0 / count)));
    }

    private static bool[] Lendable(CollaborativeLearner learner) =>
        [.. Enumerable.Range(0, learner.Schema.Classes.Count).Select(label => IsLendable(learner.Model, label))];

    private static bool IsLendable(IOnlineLearner model, int label) => model.Evidence(label) >= PublicationPolicy.LendableEvidence;
}
