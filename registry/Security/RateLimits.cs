namespace Cartel.Registry.Security;

/// <summary>How much one sender may take, in the long run. For a while it may take ten seconds' worth at once.</summary>
public sealed record RateLimits
{
    /// <summary>Requests a second of one identity, or of one address where nobody is known: 1 to 1,000,000. Going on with a download is free.</summary>
    public double RequestsPerSecond { get; init; } = 50;

    /// <summary>Bytes a second that one identity may send: 1 KiB and more.</summary>
    public double BytesUpPerSecond { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes a second that one identity may fetch: 1 KiB and more.</summary>
    public double BytesDownPerSecond { get; init; } = 32 * 1024 * 1024;

    /// <summary>Attempts a second from one address with tokens that prove nothing: 0.01 and more; for a while a minute's worth.</summary>
    public double FailuresPerSecond { get; init; } = 1;
}
