using Cartel.Collaboration;

namespace Cartel.Agent;

/// <summary>Has a learner observe samples, and finds out what judging and trying borrowed parts costs beside its own model.</summary>
/// <remarks>
/// The clock is read at one sample in <see cref="Every"/>, and at each while parts wait to be judged, which is where a single sample can take long. What a
/// sample takes without borrowed parts is known from those before; what it takes more with them is background. Belongs to the pipeline's thread.
/// </remarks>
/// <param name="work">Hears of it.</param>
/// <param name="time">The clock.</param>
internal sealed class SampleClock(BackgroundWork work, TimeProvider time)
{
    /// <summary>One sample in so many stands for all of them.</summary>
    public const int Every = 64;

    // A trial runs a few models beside the own one: what takes much longer is time that the system gave to others.
    private const int MostTimesPlain = 8;
    private const double Weight = 0.1;

    private int _count;
    private long _pieces;
    private TimeSpan? _plain;

    /// <summary>As <see cref="CollaborativeLearner.Observe"/>.</summary>
    public Observation Observe(CollaborativeLearner learner, ReadOnlySpan<float> features, int label)
    {
        var onTrial = learner.IsOnTrial;
        // What was just brought from outside may be judged with the next sample.
        var judges = !onTrial && ((learner.OpenTrigger is not null && !learner.AwaitsParts) || work.Pieces != _pieces);
        if (!judges && ++_count % Every != 0) return learner.Observe(features, label);

        _pieces = work.Pieces;
        var start = time.GetTimestamp();
        var observation = learner.Observe(features, label);
        var took = time.GetElapsedTime(start);
        if (onTrial) Tried(took);
        else if (judges) Judged(took);
        else _plain = _plain is { } plain ? plain + (took - plain) * Weight : took;
        return observation;
    }

    private void Tried(TimeSpan took)
    {
        if (_plain is { } plain && took > plain) Add((took < plain * MostTimesPlain ? took - plain : plain * (MostTimesPlain - 1)) * Every);
    }

    private void Judged(TimeSpan took)
    {
        if (_plain is { } plain && took > plain) Add(took - plain);
    }

    // Its own pieces bring nothing from outside.
    private void Add(TimeSpan took)
    {
        work.Add(took);
        _pieces = work.Pieces;
    }
}
