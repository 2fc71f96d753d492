namespace Cartel.Simulation;

/// <summary>Time that passes only from one event to the next: a day of ten thousand agents in minutes, the same every time.</summary>
/// <remarks>Events of the same instant happen in the order in which they were scheduled. Not thread-safe: one simulation, one
/// thread. O(log events) an event.</remarks>
public sealed class VirtualClock
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _events = new();
    private long _order;

    /// <summary>Virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Has something happen after a delay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public void After(TimeSpan delay, Action happen)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        _events.Enqueue(happen, (Now + delay, _order++));
    }

    /// <summary>Lets the next event happen.</summary>
    /// <returns>False if there is none left.</returns>
    public bool Step()
    {
        if (!_events.TryDequeue(out var happen, out var at)) return false;

        Now = at.At;
        happen();
        return true;
    }
}
