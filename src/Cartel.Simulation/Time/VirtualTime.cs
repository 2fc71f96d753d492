namespace Cartel.Simulation;

/// <summary>A virtual clock as the shipped code takes its time from: a date, time stamps, timers.</summary>
/// <remarks>Timers run in the background: a pause or a time-out does not prolong a simulation.</remarks>
internal sealed class VirtualTime(VirtualClock clock) : TimeProvider
{
    /// <summary>The date at which every simulation begins.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Beginning + clock.Now;

    public override long GetTimestamp() => clock.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(clock, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan) Await(dueTime, period, setting);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Await(TimeSpan delay, TimeSpan period, long setting) => clock.InBackground(delay, () =>
        {
            if (setting != _setting) return;

            if (period > TimeSpan.Zero) Await(period, period, setting);
            callback(state);
        });
    }
}
