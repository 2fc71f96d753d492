using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>A publication every so many samples: the paper's <em>regular</em> (one a batch) and <em>interval</em> (one in several).</summary>
/// <remarks>The first bounds from above what a fleet publishes, the second goes stale between two: what happened is never looked at.</remarks>
/// <param name="samples">Labelled samples from one publication to the next; above 0.</param>
internal sealed class IntervalPublication(long samples) : IPublicationPolicy
{
    private readonly long _samples = Require.Between(samples, 1, long.MaxValue);
    private long _last;

    /// <inheritdoc/>
    public bool IsDue(CollaborativeLearner learner) => learner.Samples - _last >= _samples;

    /// <inheritdoc/>
    public void Published(CollaborativeLearner learner) => _last = learner.Samples;
}
