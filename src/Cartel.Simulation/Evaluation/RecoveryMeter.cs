namespace Cartel.Simulation;

/// <summary>How many samples after a change a model is as good as the centralized one, and what it lost until the end.</summary>
/// <remarks>
/// <para>Checked at the change, <see cref="Soon"/> samples and then every <see cref="Every"/> samples after it: recovered is the first check at which held-out accuracy is
/// within <see cref="Tolerance"/> of the reference (<see cref="EvaluationJob.References"/>), as it also is in the next checks, <see cref="Lasting"/> in all.</para>
/// <para>Regret is the area between the two curves, in samples: ∫ (reference − accuracy), by trapezoids between checks; it needs no
/// threshold, and is negative for a model that is better than the reference.</para>
/// </remarks>
/// <param name="change">The first sample of the new distribution.</param>
public sealed class RecoveryMeter(long change)
{
    /// <summary>Samples between checks.</summary>
    public const int Every = 10;

    /// <summary>The one check between two others: parts fetched ahead work from the class's first sample on.</summary>
    public const int Soon = 5;

    /// <summary>How many checks in a row it takes.</summary>
    public const int Lasting = 10;

    /// <summary>Two points of accuracy.</summary>
    public const double Tolerance = 0.02;

    // A hair of slack: 0.98 − 0.96 is not 0.02 in binary.
    private const double Slack = 1e-9;

    private long? _goodSince;
    private int _good;
    private (long Sample, double Gap)? _last;

    /// <summary>The first sample of the new distribution.</summary>
    public long Change => change;

    /// <summary>Samples to recover; null while that has not been seen to last.</summary>
    public long? Samples { get; private set; }

    /// <summary>The area between the curves so far, in samples.</summary>
    public double Regret { get; private set; }

    /// <summary>Whether this sample is one of those before which models are checked.</summary>
    public bool IsCheck(long sample) => (sample - change) % Every == 0 || sample - change == Soon;

    /// <summary>Whether a check is due before this sample is learned.</summary>
    public bool IsDue(long sample) => Samples is null && IsCheck(sample);

    /// <summary>Takes a check; samples ascend.</summary>
    public void Check(long sample, double accuracy, double reference)
    {
        var gap = reference - accuracy;
        if (_last is { } last) Regret += (sample - last.Sample) * (gap + last.Gap) / 2;
        _last = (sample, gap);
        if (Samples is not null) return;

        if (gap > Tolerance + Slack)
        {
            (_goodSince, _good) = (null, 0);
            return;
        }

        _goodSince ??= sample;
        if (++_good == Lasting) Samples = _goodSince - change;
    }
}
