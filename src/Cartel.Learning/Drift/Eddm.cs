namespace Cartel.Learning;

/// <summary>EDDM, the early drift detection method: signals when errors lie closer together than they once did.</summary>
/// <remarks>
/// <para>With d₁ … dₖ how many values each error came after the one before, d̄ their mean and s their standard deviation (the
/// root of the mean square about d̄), the detector keeps the largest m = d̄ + 2s so far, and signals at an error</para>
/// <code>drift:   (d̄ + 2s) / m &lt; 0.9,        warning:   (d̄ + 2s) / m &lt; 0.95,</code>
/// <para>once it has seen more than 30 errors. Only m of more than 30 values counts. After a drift it starts afresh. Values lie
/// in [0, 1]; one of at least ½ is an error.</para>
/// <para>The rule takes no account of chance: one long stretch without an error sets m for good, and a steady stream comes back
/// from it as if it had changed. Measured at the default settings, on streams of 100 000 values at a steady error rate of 0.2:
/// one false alarm in some 4 500 values, as MOA's. It is here for comparison.</para>
/// <para>On the published bits (0.2 → 0.4 after 10 000 values) it signals after 488.5 values in the median, exactly as MOA's does.</para>
/// <para>O(1) time and memory a value, no allocation. Not thread-safe: one instance serves one stream. A saved state holds the
/// statistics, not the settings. A fall is not signalled.</para>
/// <para>M. Baena-García, J. del Campo-Ávila, R. Fidalgo, A. Bifet, R. Gavaldà and R. Morales-Bueno, “Early drift detection
/// method”, International Workshop on Knowledge Discovery from Data Streams, 2006.</para>
/// </remarks>
/// <param name="drift">The share of the largest distance below which is drift; between 0 and 1.</param>
/// <param name="warning">The share below which is a warning; between 0 and 1.</param>
/// <param name="warmUp">How many values and how many errors to take before the first signal; above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is NaN or out of range.</exception>
public sealed class Eddm(double drift = 0.9, double warning = 0.95, int warmUp = 30) : IDriftDetector
{
    private const int Format = 0x314D4445; // "EDM1"
    private const string Name = "an EDDM";

    private readonly double _drift = Require.Between(drift, 0, 1);
    private readonly double _warning = Require.Between(warning, 0, 1);
    private readonly int _warmUp = Require.Positive(warmUp);

    private long _count;
    private long _errors;
    private long _lastError;
    private double _mean;
    private double _squares;
    private double _largest;
    private bool _warned;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1; the state is unchanged.</exception>
    public DriftSignal Observe(double value)
    {
        Require.Between(value, 0, 1);

        _count++;
        if (value >= 0.5) return ObserveError();

        return _warned ? DriftSignal.Warning : DriftSignal.None;
    }

    /// <inheritdoc/>
    /// <remarks>By which share the distance between errors, p′ + 2 s′, lies below its largest.</remarks>
    public DetectorReading? Reading => _errors <= _warmUp || _largest == 0
        ? null
        : new DetectorReading(1 - (_mean + 2 * Math.Sqrt(_squares / _errors)) / _largest, 1 - _drift, 1 - _warning);

    /// <inheritdoc/>
    public void Reset() => (_count, _errors, _lastError, _mean, _squares, _largest, _warned) = (0, 0, 0, 0, 0, 0, false);

    /// <inheritdoc/>
    public byte[] Save() => DetectorState.Save(Format, _count, _errors, _lastError, _mean, _squares, _largest, _warned ? 1 : 0);

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        Span<double> read = stackalloc double[7];
        DetectorState.Read(state, Format, Name, read);
        var possible = DetectorState.IsCount(read[0]) && DetectorState.IsCount(read[1]) && DetectorState.IsCount(read[2])
            && read[1] <= read[2] && read[2] <= read[0] && read[6] is 0 or 1
            && read[3] >= 0 && read[3] <= read[0] && read[4] >= 0 && read[4] <= read[0] * read[0] * read[1] && read[5] >= 0 && read[5] <= 3 * read[0];
        DetectorState.Check(possible, Name, read);
        (_count, _errors, _lastError) = ((long)read[0], (long)read[1], (long)read[2]);
        (_mean, _squares, _largest, _warned) = (read[3], read[4], read[5], read[6] > 0);
    }

    private DriftSignal ObserveError()
    {
        var distance = _count - _lastError;
        (_lastError, _warned) = (_count, false);
        _errors++;
        var off = distance - _mean;
        _mean += off / _errors;
        _squares += off * (distance - _mean);
        if (_count < _warmUp) return DriftSignal.None;

        var reach = _mean + 2 * Math.Sqrt(_squares / _errors);
        if (reach > _largest)
        {
            _largest = reach;
            return DriftSignal.None;
        }

        if (_errors <= _warmUp) return DriftSignal.None;
        if (reach < _drift * _largest)
        {
            Reset();
            return DriftSignal.Drift;
        }

        _warned = reach < _warning * _largest;
        return _warned ? DriftSignal.Warning : DriftSignal.None;
    }
}
