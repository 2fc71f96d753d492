namespace Cartel.Simulation;

/// <summary>Time that passes only from one event to the next: a day of ten thousand agents in minutes, the same every time.</summary>
/// <remarks>Events of the same instant happen in the order in which they were scheduled. One simulation, one thread: an event
/// that another thread schedules is refused, for its order would depend on luck. O(log events) an event.</remarks>
public sealed class VirtualClock
{
    private readonly PriorityQueue<(Action Happen, bool Background), (TimeSpan At, long Order)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;
    private long _foreground;

    /// <summary>Virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Has something happen after a delay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    /// <exception cref="InvalidOperationException">The caller runs on another thread than the clock's.</exception>
    public void After(TimeSpan delay, Action happen)
    {
        Schedule(delay, happen, background: false);
        _foreground++;
    }

    /// <summary>Has something happen after a delay, unless nothing else is left to happen by then: leases, time-outs, whatever
    /// would go on for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    /// <exception cref="InvalidOperationException">The caller runs on another thread than the clock's.</exception>
    public void InBackground(TimeSpan delay, Action happen) => Schedule(delay, happen, background: true);

    /// <summary>Lets the next event happen.</summary>
    /// <returns>False if there is none left but those in the background.</returns>
    public bool Step()
    {
        if (_foreground == 0) return false;

        _events.TryDequeue(out var next, out var at);
        if (!next.Background) _foreground--;
        Now = at.At;
        HappenOutsideOfAnyContext(next.Happen);
        return true;
    }

    // In a context, library code that leaves it would go on in a pool's thread instead of on the spot.
    private static void HappenOutsideOfAnyContext(Action happen)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            happen();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Schedule(TimeSpan delay, Action happen, bool background)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("a simulation has one thread, and this is another");

        _events.Enqueue((happen, background), (Now + delay, _order++));
    }
}
