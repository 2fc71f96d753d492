namespace Cartel.Agent;

/// <summary>Samples a second between two looks that lie far enough apart to tell.</summary>
/// <param name="first">Samples read when it begins.</param>
/// <param name="time">The clock.</param>
internal sealed class SampleRate(long first, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private (long Position, long At) _last = (first, time.GetTimestamp());
    private double? _rate;

    /// <summary>The rate of late; in the first second that since the beginning.</summary>
    /// <param name="position">Samples read by now.</param>
    public double At(long position)
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_last.At, now);
        if (elapsed < Least && _rate is { } known) return known;

        var rate = elapsed > TimeSpan.Zero ? Math.Max(0, position - _last.Position) / elapsed.TotalSeconds : 0;
        if (elapsed < Least) return rate;

        (_last, _rate) = ((position, now), rate);
        return rate;
    }
}
