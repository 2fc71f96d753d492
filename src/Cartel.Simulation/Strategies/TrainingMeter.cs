namespace Cartel.Simulation;

/// <summary>Counts the time that predicting a sample in order to learn it, and learning it, take, by device; the one figure of a simulation that is not the same twice.</summary>
/// <param name="devices">How many.</param>
/// <param name="time">Its high-frequency time stamps are read.</param>
public sealed class TrainingMeter(int devices, TimeProvider time)
{
    private readonly long[] _ticks = new long[devices + 1];

    /// <summary>Seconds of learning on a device, or at the <see cref="MeteredNetwork.Hub"/>.</summary>
    public double Seconds(int device) => (double)_ticks[device + 1] / time.TimestampFrequency;

    /// <summary>Counts until it is disposed.</summary>
    public Span Measure(int device) => new(this, device, time.GetTimestamp());

    /// <summary>A stretch of learning.</summary>
    public readonly ref struct Span(TrainingMeter meter, int device, long from)
    {
        /// <summary>Ends the stretch.</summary>
        public void Dispose() => meter.Add(device, from);
    }

    private void Add(int device, long from) => _ticks[device + 1] += time.GetTimestamp() - from;
}
