namespace Cartel.Learning;

/// <summary>HDDM-W: signals when the recent, weighted mean lies further above an earlier one than McDiarmid's inequality allows.</summary>
/// <remarks>
/// <para>Means are weighted exponentially, with B the sum of the squared weights:</para>
/// <code>z₁ = x₁, zₜ = λ xₜ + (1 − λ) zₜ₋₁;        B₁ = 1, Bₜ = λ² + (1 − λ)² Bₜ₋₁.</code>
/// <para>One runs from the start; at each new minimum of its upper bound z + √(B ln(1/δ) / 2), δ being that of drift, it is kept
/// as the early mean (z₀, B₀), and a late mean (z₁, B₁) begins with the next value. Then it signals</para>
/// <code>drift:   z₁ − z₀ &gt; √((B₀ + B₁) ln(1/δ) / 2), δ = 0.001;        warning:   the same with δ = 0.005.</code>
/// <para>After a drift it starts afresh. Values lie in [0, 1]. A fall moves the early mean and is not signalled.</para>
/// <para>On the published bits (0.2 → 0.4 after 10 000 values) it signals after 48.5 values in the median, exactly as MOA's and River's do.
/// Measured at the default settings, on streams of 100 000 values at a steady error rate of 0.2: one false alarm in some
/// 13 500 values; at 0.5, one in 1 200. The means weigh some 2/λ values, so that no steady stretch makes them surer.</para>
/// <para>O(1) time and memory a value, no allocation. Not thread-safe: one instance serves one stream. A saved state holds the
/// statistics, not the settings. One-sided, as MOA's and River's default.</para>
/// <para>I. Frías-Blanco et al., as cited in <see cref="HddmA"/>.</para>
/// </remarks>
/// <param name="drift">δ of a drift: the chance of error of one comparison; between 0 and 1, both excluded.</param>
/// <param name="warning">δ of a warning; between 0 and 1, both excluded.</param>
/// <param name="weight">λ, the weight of the newest value; between 0 and 1, both excluded.</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is NaN or out of range.</exception>
public sealed class HddmW(double drift = 0.001, double warning = 0.005, double weight = 0.05) : IDriftDetector
{
    private const int Format = 0x31574448; // "HDW1"
    private const string Name = "an HDDM-W";

    private readonly double _driftFactor = -Math.Log(OpenUnit(drift, nameof(drift))) / 2;
    private readonly double _warningFactor = -Math.Log(OpenUnit(warning, nameof(warning))) / 2;
    private readonly double _weight = OpenUnit(weight, nameof(weight));

    private WeightedMean _all;
    private WeightedMean _early;
    private WeightedMean _late;
    private double _lowestBound = double.MaxValue;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1; the state is unchanged.</exception>
    public DriftSignal Observe(double value)
    {
        Require.Between(value, 0, 1);

        _all = _all.With(value, _weight);
        var bound = _all.Mean + Math.Sqrt(_all.Squares * _driftFactor);
        if (bound < _lowestBound)
        {
            (_early, _late, _lowestBound) = (_all, default, bound);
            return DriftSignal.None;
        }

        _late = _late.With(value, _weight);
        var gap = _late.Mean - _early.Mean;
        if (gap <= 0) return DriftSignal.None;

        var squares = _early.Squares + _late.Squares;
        if (gap * gap > squares * _driftFactor)
        {
            Reset();
            return DriftSignal.Drift;
        }

        return gap * gap > squares * _warningFactor ? DriftSignal.Warning : DriftSignal.None;
    }

    /// <inheritdoc/>
    /// <remarks>By how much the late weighted mean lies above the early one.</remarks>
    public DetectorReading? Reading
    {
        get
        {
            if (_late.Squares == 0) return null;

            var squares = _early.Squares + _late.Squares;
            return new DetectorReading(_late.Mean - _early.Mean, Math.Sqrt(squares * _driftFactor), Math.Sqrt(squares * _warningFactor));
        }
    }

    /// <inheritdoc/>
    public void Reset() => (_all, _early, _late, _lowestBound) = (default, default, default, double.MaxValue);

    /// <inheritdoc/>
    public byte[] Save() =>
        DetectorState.Save(Format, _all.Mean, _all.Squares, _early.Mean, _early.Squares, _late.Mean, _late.Squares, _lowestBound);

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        Span<double> read = stackalloc double[7];
        DetectorState.Read(state, Format, Name, read);
        var possible = read[1] == 0 == (read[3] == 0) && (read[3] > 0 || read[5] == 0) && (read[3] == 0 ? read[6] == double.MaxValue : read[6] >= read[2]);
        foreach (var statistic in read[..6]) possible &= statistic is >= 0 and <= 1;
        DetectorState.Check(possible, Name, read);
        (_all, _early, _late) = (new(read[0], read[1]), new(read[2], read[3]), new(read[4], read[5]));
        _lowestBound = read[6];
    }

    private static double OpenUnit(double value, string name) => Require.Between(value, double.Epsilon, Math.BitDecrement(1.0), name);

    /// <param name="Mean">z.</param>
    /// <param name="Squares">B; 0 before the first value.</param>
    private readonly record struct WeightedMean(double Mean, double Squares)
    {
        public WeightedMean With(double value, double weight) => Squares == 0
            ? new WeightedMean(value, 1)
            : new WeightedMean(weight * value + (1 - weight) * Mean, weight * weight + (1 - weight) * (1 - weight) * Squares);
    }
}
