namespace Cartel.Agent;

/// <summary>How much of one core went, in the last minute, into other things than an agent's own model: what the network's tasks have the
/// pipeline do, and judging and trying borrowed parts.</summary>
/// <remarks>By the clock and on the pipeline's thread: what other processes take of the core meanwhile counts, too. Thread-safe.</remarks>
/// <param name="time">Says when.</param>
internal sealed class BackgroundWork(TimeProvider time)
{
    private const int Slots = 6;
    private static readonly TimeSpan SlotLength = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Minute = Slots * SlotLength;

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan[] _slots = new TimeSpan[Slots];
    private long _slot;

    /// <summary>How much was added so far, in pieces.</summary>
    public long Pieces { get; private set; }

    /// <summary>The share of one core over the last minute, in steps of ten seconds; from 0 on.</summary>
    public double Share
    {
        get
        {
            lock (_lock)
            {
                Advance();
                var sum = TimeSpan.Zero;
                foreach (var slot in _slots) sum += slot;
                return sum / Minute;
            }
        }
    }

    /// <summary>Adds work that has just been done.</summary>
    /// <param name="took">How long it took.</param>
    public void Add(TimeSpan took)
    {
        lock (_lock)
        {
            Advance();
            _slots[_slot % Slots] += took;
            Pieces++;
        }
    }

    // Slots that nobody added to are empty.
    private void Advance()
    {
        var now = (long)(time.GetElapsedTime(_start) / SlotLength);
        for (var passed = Math.Min(now - _slot, Slots); passed > 0; passed--) _slots[(now - passed + 1) % Slots] = TimeSpan.Zero;
        _slot = Math.Max(_slot, now);
    }
}
