using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Publishes only what is new: a significance filter whose threshold decays. The default.</summary>
/// <remarks>
/// <para>New is: a class that became known well enough to lend; a class mix that moved by more than chance explains; a class's
/// recall that moved by more than chance explains and by more than</para>
/// <code>vₜ = v₀ / √t,   t = samples / 50;</code>
/// <para>and a model that has seen g times as many samples as the one on offer, so that no part on offer lacks much
/// of what its owner has learned. A young model changes with every batch, and one tells nobody of each step: it speaks first after
/// 100 samples, and of classes that became lendable no more often than every 100. The older it is, the smaller the changes are
/// that matter.</para>
/// <para>On a stream where nothing changes it speaks log(n/100) / log g times in n samples, by growth alone.</para>
/// <para>K. Hsieh et al., “Gaia: geo-distributed machine learning approaching LAN speeds”, NSDI 2017: an update is sent when it
/// exceeds v₀/√t of the parameter's value. Deviations: what is weighed is what a neighbour's choice depends on (recalls, counts), not
/// weights, and chance is allowed for.</para>
/// </remarks>
/// <param name="change">v₀, a change of recall; above 0.</param>
/// <param name="growth">g; above 1.</param>
internal sealed class ThresholdPublication(double change, double growth) : IPublicationPolicy
{
    private const int LeastSamples = 100;
    private const int ThresholdSamples = 50;

    private readonly double _change = Require.Positive(change);
    private readonly double _growth = growth > 1 ? growth : throw new ArgumentOutOfRangeException(nameof(growth), growth, "must be above 1");
    private LastPublication? _last;

    /// <inheritdoc/>
    public bool IsDue(CollaborativeLearner learner)
    {
        if (learner.Samples < LeastSamples) return false;
        if (_last is null) return true;

        var threshold = _change / Math.Sqrt((double)learner.Samples / ThresholdSamples);
        return learner.Samples >= _growth * _last.Samples
            || (learner.Samples >= _last.Samples + LeastSamples && _last.LendableChanged(learner)) || _last.RecallMoved(learner, threshold) || _last.MixMoved(learner);
    }

    /// <inheritdoc/>
    public void Published(CollaborativeLearner learner) => _last = new LastPublication(learner);
}
