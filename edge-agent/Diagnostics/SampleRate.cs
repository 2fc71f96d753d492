namespace Cartel.Agent;

/// <summary>Samples a second between two looks that lie far enough apart to tell.</summary>
internal sealed class SampleRate(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private (long Position, long At)? _last;
    private double _rate;

    /// <summary>The rate of late.</summary>
    /// <param name="position">Samples read by now.</param>
    public double At(long position)
    {
        var now = time.GetTimestamp();
        if (_last is not { } last)
        {
            _last = (position, now);
            return 0;
        }

        var elapsed = time.GetElapsedTime(last.At, now);
        if (elapsed < Least) return _rate;

        _rate = Math.Max(0, position - last.Position) / elapsed.TotalSeconds;
        _last = (position, now);
        return _rate;
    }
}
