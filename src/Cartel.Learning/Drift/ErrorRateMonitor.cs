namespace Cartel.Learning;

/// <summary>Watches the error rate: its detector sees 1 for each wrong prediction and 0 for each right one.</summary>
/// <remarks>Cost, levels, false alarms and saved state are the detector's.</remarks>
/// <param name="detector">The detector; it belongs to the monitor from here on.</param>
/// <param name="classes">How many classes there are; above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
public sealed class ErrorRateMonitor(IDriftDetector detector, int classes) : IPredictionMonitor
{
    private readonly int _classes = Require.Positive(classes);

    /// <inheritdoc/>
    public DriftSignal Observe(int label, int predicted)
    {
        Require.Between(label, 0, _classes - 1);
        Require.Between(predicted, Sample.Unlabelled, _classes - 1);
        return detector.Observe(predicted == label ? 0 : 1);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MonitorReading> Readings => detector.Reading is { } reading ? [new MonitorReading(null, reading)] : [];

    /// <inheritdoc/>
    public void Reset() => detector.Reset();

    /// <inheritdoc/>
    public byte[] Save() => detector.Save();

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state) => detector.Restore(state);
}
