namespace Cartel.Agent;

/// <summary>Holds a pipeline to a rate; what it is late it makes up for.</summary>
internal sealed class Pace(double samplesPerSecond, TimeProvider time)
{
    // Shorter waits than a timer's tick would only cost processor time.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);

    private double _rate = samplesPerSecond;
    private long _start = time.GetTimestamp();
    private long _taken;

    /// <summary>Holds to another rate from now on.</summary>
    public void Change(double rate) => (_rate, _start, _taken) = (rate, time.GetTimestamp(), 0);

    /// <summary>Waits until the next sample is due; what is posted meanwhile runs at once.</summary>
    public async ValueTask WaitAsync(Mailbox mailbox, CancellationToken stop)
    {
        if (double.IsPositiveInfinity(_rate)) return;

        _taken++;
        while (Left() is var left && left > Shortest)
        {
            using var alarm = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var rest = Task.Delay(left, time, alarm.Token);
            var posted = mailbox.WaitAsync(alarm.Token);
            await Task.WhenAny(rest, posted);
            await alarm.CancelAsync();
            stop.ThrowIfCancellationRequested();
            mailbox.Drain();
        }
    }

    // Looked at anew after each post: the rate may have been changed by it.
    private TimeSpan Left() => double.IsPositiveInfinity(_rate) ? TimeSpan.Zero : TimeSpan.FromSeconds(_taken / _rate) - time.GetElapsedTime(_start);
}
