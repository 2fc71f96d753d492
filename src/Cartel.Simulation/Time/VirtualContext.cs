namespace Cartel.Simulation;

/// <summary>Brings the asynchronous code of agents back to the simulation's one thread: what continues is an event of the clock.</summary>
/// <remarks>Only the agents' own code runs in it. What completes their waits (messages, timers) runs outside, so that library
/// code that leaves its context continues on the spot instead of on a pool's thread.</remarks>
internal sealed class VirtualContext(VirtualClock clock) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => clock.After(TimeSpan.Zero, () => Run(() => d(state)));

    public override void Send(SendOrPostCallback d, object? state) => Run(() => d(state));

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs something of an agent.</summary>
    public void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
