using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Publishes at an interval that grows as the error settles, and at once what others must know.</summary>
/// <remarks>
/// <para>With the error e₀ of the first window and eₜ of the present one, the interval in samples is</para>
/// <code>τ = min(16 τ₀, ⌈√(e₀ / eₜ) τ₀⌉),   at least τ₀.</code>
/// <para>When a drift makes the error rise, it is short again. A class that became lendable, or whose recall fell by more
/// than chance explains, is published at the next look.</para>
/// <para>J. Wang and G. Joshi, “Adaptive communication strategies to achieve the best error-runtime trade-off in local-update SGD”
/// (AdaComm), SysML 2019, takes τ = ⌈√(Fₜ / F₀) τ₀⌉: workers average models ever more often as the loss falls, since at the end the
/// disagreement between them is what is left of it. Deviation: the ratio is turned over, since a profile is not averaged but read,
/// and the more settled an agent, the less it has to say. A stream whose error cannot fall keeps τ₀.</para>
/// </remarks>
/// <param name="samples">τ₀, in labelled samples; above 0.</param>
internal sealed class AdaptivePublication(long samples) : IPublicationPolicy
{
    private const int MostStretch = 16;
    private const double LeastFall = 0.1;

    private readonly long _samples = Require.Between(samples, 1, long.MaxValue);
    private LastPublication? _last;
    private double _firstError;

    /// <inheritdoc/>
    public bool IsDue(CollaborativeLearner learner)
    {
        if (_last is null) return learner.Samples >= Math.Min(_samples, learner.Metrics.WindowLength);

        return learner.Samples - _last.Samples >= Interval(learner) || _last.LendableChanged(learner) || _last.Fell(learner, LeastFall);
    }

    /// <inheritdoc/>
    public void Published(CollaborativeLearner learner)
    {
        if (_last is null) _firstError = Error(learner);
        _last = new LastPublication(learner);
    }

    private double Interval(CollaborativeLearner learner) =>
        Math.Ceiling(Math.Clamp(Math.Sqrt(_firstError / Error(learner)), 1, MostStretch) * _samples);

    // Half an error more: a window without one does not prove that there is none.
    private static double Error(CollaborativeLearner learner) =>
        (learner.Metrics.Window.Count - learner.Metrics.Window.Hits + 0.5) / (learner.Metrics.Window.Count + 1);
}
