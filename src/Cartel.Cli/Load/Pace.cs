namespace Cartel.Cli;

/// <summary>When which operation is due, for any number of workers that each take the next one.</summary>
/// <remarks>An open loop: what is due does not wait for answers. A server that is slow does not thereby get fewer requests, and the time
/// that a request had to wait for a free line counts as its latency.</remarks>
internal sealed class Pace
{
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly long _most;
    private readonly long _start;
    private readonly TimeSpan _lasts;
    private long _next = -1;

    private Pace(TimeProvider time, double perSecond, long most, TimeSpan lasts) =>
        (_time, _perSecond, _most, _lasts, _start) = (time, perSecond, most, lasts, time.GetTimestamp());

    /// <summary>So many, one after the other, as fast as they are answered.</summary>
    public static Pace Count(TimeProvider time, long count) => new(time, 0, count, TimeSpan.MaxValue);

    /// <summary>So many a second for so long; 0: as fast as they are answered.</summary>
    public static Pace Rate(TimeProvider time, double perSecond, TimeSpan lasts) =>
        new(time, perSecond, perSecond > 0 ? (long)Math.Ceiling(perSecond * lasts.TotalSeconds) : long.MaxValue, lasts);

    /// <summary>Time since it began.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>How many were due by now and have not been taken: what the workers could not keep up with.</summary>
    public long Behind => _perSecond > 0 ? Math.Max(0, Math.Min(_most, (long)(Elapsed.TotalSeconds * _perSecond)) - (Interlocked.Read(ref _next) + 1)) : 0;

    /// <summary>Takes the next one.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="due">When it is due, since the beginning.</param>
    /// <returns>False: there is none, or the time is over.</returns>
    public bool TryTake(out long index, out TimeSpan due)
    {
        (index, due) = (0, Elapsed);
        if (due >= _lasts) return false;

        index = Interlocked.Increment(ref _next);
        if (_perSecond > 0) due = TimeSpan.FromSeconds(index / _perSecond);
        return index < _most;
    }

    /// <summary>Waits until a time since the beginning has come, or is less than a millisecond away: a timer is no finer.</summary>
    public Task WaitAsync(TimeSpan due, CancellationToken stop)
    {
        var left = TimeSpan.FromMilliseconds(Math.Floor((due - Elapsed).TotalMilliseconds));
        return left > TimeSpan.Zero ? Task.Delay(left, _time, stop) : Task.CompletedTask;
    }
}
