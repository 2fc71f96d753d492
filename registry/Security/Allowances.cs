using System.Collections.Concurrent;

namespace Cartel.Registry.Security;

/// <summary>What each sender may still take. Of those who take nothing for a while, nothing is kept.</summary>
internal sealed class Allowances(RateLimits limits, TimeProvider time)
{
    private const double BurstSeconds = 10;
    private const double FailureBurstSeconds = 60;
    private const int LookAfter = 10_000;

    private readonly ConcurrentDictionary<string, Allowance> _senders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenBucket> _failures = new(StringComparer.Ordinal);
    private int _added;

    /// <summary>How many senders are remembered.</summary>
    public int Count => _senders.Count + _failures.Count;

    public Allowance Of(string sender) => _senders.GetOrAdd(sender, name =>
    {
        TidySometimes();
        var now = time.GetUtcNow();
        return new Allowance(Bucket(limits.RequestsPerSecond), Bucket(limits.BytesUpPerSecond), Bucket(limits.BytesDownPerSecond));

        TokenBucket Bucket(double perSecond) => new(perSecond, Math.Max(1, perSecond * BurstSeconds), now);
    });

    /// <summary>How long an address has to wait before it may try another token; null: not at all.</summary>
    public TimeSpan? PauseOf(string address) => _failures.TryGetValue(address, out var bucket) ? bucket.Take(0, time.GetUtcNow()) : null;

    /// <summary>Notes a token from an address that proved nothing.</summary>
    public void Failed(string address) => _failures.GetOrAdd(address, _ =>
    {
        TidySometimes();
        return new TokenBucket(limits.FailuresPerSecond, Math.Max(1, limits.FailuresPerSecond * FailureBurstSeconds), time.GetUtcNow());
    }).Owe(1, time.GetUtcNow());

    // Whoever has all that a newcomer has may be forgotten.
    private void TidySometimes()
    {
        if (Interlocked.Increment(ref _added) % LookAfter != 0) return;

        var now = time.GetUtcNow();
        foreach (var (name, allowance) in _senders)
        {
            if (allowance.IsFull(now)) _senders.TryRemove(name, out _);
        }

        foreach (var (address, bucket) in _failures)
        {
            if (bucket.IsFull(now)) _failures.TryRemove(address, out _);
        }
    }
}

/// <summary>What one sender may still take.</summary>
internal sealed record Allowance(TokenBucket Requests, TokenBucket Up, TokenBucket Down)
{
    public bool IsFull(DateTimeOffset now) => Requests.IsFull(now) && Up.IsFull(now) && Down.IsFull(now);
}
