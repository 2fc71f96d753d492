namespace Cartel.Registry.Store;

/// <summary>Whether a store is down. Then one call in a quarter of a second may find out whether it is back, and all others fail at once
/// instead of waiting: they would be many, and hold memory.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Outage(TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock _one = new();
    private string? _reason;
    private DateTimeOffset _lookAt;
    private DateTimeOffset _failedAt;

    /// <summary>Why the last call was not answered; null once one was.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>Whether a call may go out; why not, if it may not.</summary>
    public bool MayTry(out string reason)
    {
        lock (_one)
        {
            reason = _reason ?? "";
            var now = time.GetUtcNow();
            if (_reason is not null && now < _lookAt) return false;

            if (_reason is not null) _lookAt = now + LookEvery;
            return true;
        }
    }

    /// <summary>A call was answered.</summary>
    public void Over()
    {
        if (Volatile.Read(ref _reason) is null) return;

        lock (_one) _reason = null;
    }

    /// <summary>A call was not answered.</summary>
    public void Began(string reason)
    {
        lock (_one) (_reason, _failedAt, _lookAt) = (reason, time.GetUtcNow(), time.GetUtcNow() + LookEvery);
    }

    /// <summary>Whether it lasts, and a call failed after a moment.</summary>
    public bool HasFailedSince(DateTimeOffset moment)
    {
        lock (_one) return _reason is not null && _failedAt >= moment;
    }
}
