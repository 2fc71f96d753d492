namespace Cartel.Learning;

/// <summary>How a detector does on streams whose change is known: delay, misses and false alarms.</summary>
/// <remarks>The delay is how many values lie between the first one after the change and the one at which drift is signalled: 0 if
/// it is that one itself. A signal before the change is a false alarm, after which the detector starts afresh. A stream counts
/// until its first signal after the change. One without a change only counts false alarms.</remarks>
public sealed class DetectionTally
{
    private readonly List<int> _delays = [];
    private int _streams;
    private double _alarmSquares;

    /// <summary>How many streams had a change.</summary>
    public int Changes { get; private set; }

    /// <summary>In how many of them it was never signalled.</summary>
    public int Missed => Changes - _delays.Count;

    /// <summary>How many values lay before a change, or in a stream without one.</summary>
    public long SteadyValues { get; private set; }

    /// <summary>How many signals there were among them.</summary>
    public long FalseAlarms { get; private set; }

    /// <summary>False alarms per 100 000 values; 0 before the first value.</summary>
    public double FalseAlarmsPer100000 => SteadyValues == 0 ? 0 : 1e5 * FalseAlarms / SteadyValues;

    /// <summary>The delay that half of the signalled changes stay within, in values (of an even number, the middle of the two
    /// in the midst); null if none was signalled.</summary>
    public double? MedianDelay
    {
        get
        {
            _delays.Sort();
            return _delays.Count == 0 ? null : (_delays[(_delays.Count - 1) / 2] + _delays[_delays.Count / 2]) / 2.0;
        }
    }

    /// <summary>The delay of the signalled change that a tenth of them exceed, in values; null if none was signalled.</summary>
    public double? Delay90
    {
        get
        {
            _delays.Sort();
            return _delays.Count == 0 ? null : _delays[_delays.Count * 9 / 10];
        }
    }

    /// <summary>Runs a detector, made as good as new, over one stream.</summary>
    /// <param name="detector">The detector; its state afterwards is of no meaning.</param>
    /// <param name="stream">The values.</param>
    /// <param name="change">The place of the first value after the change; the stream's length if there is none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The change lies outside the stream, or a value is not one for the detector.</exception>
    public void Run(IDriftDetector detector, ReadOnlySpan<double> stream, int change)
    {
        Require.Between(change, 0, stream.Length);

        detector.Reset();
        var alarms = 0L;
        foreach (var value in stream[..change])
        {
            if (detector.Observe(value) is DriftSignal.Drift) alarms++;
        }

        _streams++;
        _alarmSquares += (double)alarms * alarms;
        FalseAlarms += alarms;
        SteadyValues += change;

        if (change == stream.Length) return;

        Changes++;
        for (var i = change; i < stream.Length; i++)
        {
            if (detector.Observe(stream[i]) is not DriftSignal.Drift) continue;

            _delays.Add(i - change);
            return;
        }
    }

    /// <summary>The false-alarm rate that the count speaks for, with 95% confidence, in alarms a value.</summary>
    /// <remarks>Byar's approximation of the exact interval of a Poisson count, within 3% of it: N. E. Breslow and N. E. Day,
    /// “Statistical methods in cancer research”, volume 2, IARC, 1987, 69. Some detectors' alarms come in clusters: where their
    /// counts vary more from stream to stream than Poisson counts do, φ times in variance, k alarms count as k/φ.</remarks>
    /// <exception cref="InvalidOperationException">No value was seen.</exception>
    public (double Lower, double Upper) FalseAlarmRate()
    {
        if (SteadyValues == 0) throw new InvalidOperationException("no value was seen that could have been a false alarm");

        const double quantile = 1.959964;
        var clusters = Dispersion();
        var alarms = FalseAlarms / clusters;
        var next = alarms + 1;
        var lower = alarms == 0 ? 0 : alarms * Math.Pow(1 - 1 / (9 * alarms) - quantile / (3 * Math.Sqrt(alarms)), 3);
        var upper = next * Math.Pow(1 - 1 / (9 * next) + quantile / (3 * Math.Sqrt(next)), 3);
        return (clusters * Math.Max(0, lower) / SteadyValues, clusters * upper / SteadyValues);
    }

    // φ: the variance of the counts of the streams, which are taken to be of one length, over their mean; at least 1.
    private double Dispersion()
    {
        if (_streams < 2 || FalseAlarms == 0) return 1;

        var mean = (double)FalseAlarms / _streams;
        return Math.Max(1, (_alarmSquares - FalseAlarms * mean) / (_streams - 1) / mean);
    }
}
