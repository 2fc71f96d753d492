namespace Cartel.Registry.Broker;

/// <summary>One kind of refusal, as clients and its page in <c>docs/errors</c> know it.</summary>
/// <param name="Code">Stable; clients branch on it.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What the code means.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
internal sealed record RefusalKind(string Code, int Status, string Title, bool Retryable = false)
{
    /// <summary>A refusal of this kind.</summary>
    /// <param name="detail">What was wrong this time and what to do.</param>
    public Refusal Because(string detail) => new(this, detail);
}

/// <summary>A request is not carried out, and nothing has changed.</summary>
internal sealed record Refusal(RefusalKind Kind, string Detail)
{
    /// <summary>The registry's clock, where the clocks are at fault.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>When to come back, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
