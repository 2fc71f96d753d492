namespace Cartel.Agent;

/// <summary>Holds a pipeline to a rate; what it is late it makes up for.</summary>
internal sealed class Pace(double samplesPerSecond, TimeProvider time)
{
    // Shorter waits than a timer's tick would only cost processor time.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);

    private readonly long _start = time.GetTimestamp();
    private long _taken;

    /// <summary>Waits until the next sample is due; what is posted meanwhile runs at once.</summary>
    public async ValueTask WaitAsync(Mailbox mailbox, CancellationToken stop)
    {
        if (double.IsPositiveInfinity(samplesPerSecond)) return;

        var due = TimeSpan.FromSeconds(++_taken / samplesPerSecond);
        while (due - time.GetElapsedTime(_start) is var left && left > Shortest)
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
}
