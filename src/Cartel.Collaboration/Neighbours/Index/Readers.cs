namespace Cartel.Collaboration;

/// <summary>Who is reading just now, and since which instant: what a writer may not yet overwrite.</summary>
/// <remarks>Epoch-based reclamation. K. Fraser, “Practical lock-freedom”, University of Cambridge, 2004, section 5.2.3.</remarks>
internal sealed class Readers
{
    private const int Most = 128;
    private const int CacheLine = 8;
    private const long Nobody = long.MaxValue;

    private readonly long[] _since = new long[(Most + 1) * CacheLine];

    public Readers() => Array.Fill(_since, Nobody);

    /// <summary>Announces a reader.</summary>
    /// <param name="clock">The writers' clock.</param>
    /// <param name="instant">What the reader sees: all that was done up to then.</param>
    /// <returns>What to leave with.</returns>
    public int Enter(ref long clock, out long instant)
    {
        for (var at = Environment.CurrentManagedThreadId; ; at++)
        {
            var place = (1 + (at & (Most - 1))) * CacheLine;
            if (Interlocked.CompareExchange(ref _since[place], Volatile.Read(ref clock), Nobody) != Nobody) continue;

            // Read again after the announcement: a writer that has not seen it has overwritten nothing that ended later.
            instant = Volatile.Read(ref clock);
            return place;
        }
    }

    public void Leave(int place) => Volatile.Write(ref _since[place], Nobody);

    /// <summary>No reader sees what had ended by then.</summary>
    public long Oldest()
    {
        Interlocked.MemoryBarrier();
        var oldest = Nobody;
        for (var i = 1; i <= Most; i++) oldest = Math.Min(oldest, Volatile.Read(ref _since[i * CacheLine]));
        return oldest;
    }
}
