namespace Cartel.Learning;

/// <summary>Never signals: what an agent without a detector would see.</summary>
/// <remarks>No false alarm, every change missed, no state.</remarks>
public sealed class NeverSignal : IDriftDetector
{
    private const int Format = 0x3152564E; // "NVR1"

    /// <inheritdoc/>
    public DriftSignal Observe(double value)
    {
        Require.Finite(value);
        return DriftSignal.None;
    }

    /// <inheritdoc/>
    public DetectorReading? Reading => null;

    /// <inheritdoc/>
    public void Reset()
    {
    }

    /// <inheritdoc/>
    public byte[] Save() => DetectorState.Save(Format);

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state) => DetectorState.Read(state, Format, "a detector that never signals", []);
}
