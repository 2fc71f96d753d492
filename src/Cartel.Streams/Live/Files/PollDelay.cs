namespace Cartel.Streams;

/// <summary>How long to wait before the next look: short after news, longer the longer there is none.</summary>
internal sealed class PollDelay(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private TimeSpan _next = Shortest;

    public void Reset() => _next = Shortest;

    public async ValueTask WaitAsync(CancellationToken stop)
    {
        var wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        await Task.Delay(wait, time, stop);
    }
}
