using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>An alarm when a monitor of predictions signals drift and a class's recall has fallen.</summary>
/// <remarks>
/// <para>The paper acts on negative drift only: a detector that also signals an error which falls (ADWIN, KSWIN) then raises no
/// alarm, since no class fell. The classes that need help are those whose latest outcomes show a fall
/// (<see cref="ClassOutcomes"/>), and with a detector for each class also the one whose detector spoke.</para>
/// <para>False alarms: at most as often as the monitor's.</para>
/// </remarks>
/// <param name="name">What people know it by.</param>
/// <param name="monitor">The monitor; it belongs to the trigger from here on.</param>
internal sealed class DetectorTrigger(string name, IPredictionMonitor monitor) : IDriftTrigger
{
    /// <inheritdoc/>
    public IReadOnlyList<int> Observe(int label, int predicted, ClassOutcomes outcomes)
    {
        if (monitor.Observe(label, predicted) is not DriftSignal.Drift) return [];

        var fallen = outcomes.Fallen();
        return monitor is ClassRecallMonitor && outcomes.Fall(label).Since > 0 ? [.. fallen.Prepend(label).Distinct()] : fallen;
    }

    /// <inheritdoc/>
    public IEnumerable<TriggerReading> Readings => monitor.Readings.Select(one => new TriggerReading(name, one.Class, one.Reading));

    /// <inheritdoc/>
    public void Forget() => monitor.Reset();

    /// <inheritdoc/>
    public byte[] Save() => monitor.Save();

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state) => monitor.Restore(state);
}
