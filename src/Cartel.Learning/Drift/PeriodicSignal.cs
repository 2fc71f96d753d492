namespace Cartel.Learning;

/// <summary>Signals drift at every so many values, whatever they are: the baseline that a detector has to beat.</summary>
/// <remarks>The t-th value since the start is a signal if t is a multiple of the period: one false alarm in each period of a
/// steady stream, and a change is found half a period later on average. No warning level. O(1) time and memory a value, no
/// allocation. Not thread-safe. A saved state holds the place in the period, not its length.</remarks>
/// <param name="every">The period, in values; above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The period is not above 0.</exception>
public sealed class PeriodicSignal(int every = 1000) : IDriftDetector
{
    private const int Format = 0x31524550; // "PER1"
    private const string Name = "a periodic signal";

    private readonly int _every = Require.Positive(every);

    private long _count;

    /// <inheritdoc/>
    public DriftSignal Observe(double value)
    {
        Require.Finite(value);

        _count++;
        if (_count < _every) return DriftSignal.None;

        Reset();
        return DriftSignal.Drift;
    }

    /// <inheritdoc/>
    /// <remarks>The values since the last signal.</remarks>
    public DetectorReading? Reading => new DetectorReading(_count, _every);

    /// <inheritdoc/>
    public void Reset() => _count = 0;

    /// <inheritdoc/>
    public byte[] Save() => DetectorState.Save(Format, _count);

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        Span<double> read = stackalloc double[1];
        DetectorState.Read(state, Format, Name, read);
        DetectorState.Check(DetectorState.IsCount(read[0]), Name, read);
        _count = (long)read[0];
    }
}
