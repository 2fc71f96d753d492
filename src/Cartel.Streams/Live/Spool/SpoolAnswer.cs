namespace Cartel.Streams;

/// <summary>What became of a batch.</summary>
public enum SpoolOutcome
{
    /// <summary>It is on disk and will be learned.</summary>
    Accepted,

    /// <summary>A batch of this key is there already; nothing was added.</summary>
    Duplicate,

    /// <summary>A line cannot be used; nothing was added.</summary>
    Invalid,

    /// <summary>The queue is full: try again once some of it is learned. Nothing was added.</summary>
    Full,

    /// <summary>The batch is longer than one may be: send it in smaller ones. Nothing was added.</summary>
    TooLarge,

    /// <summary>The disk refused it; nothing was added.</summary>
    Failed,
}

/// <summary>A line of a batch that cannot be used.</summary>
/// <param name="Line">Its number, the first being 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record SpoolFault(long Line, string Reason);

/// <summary>The answer to a batch.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Samples">How many samples were added.</param>
/// <param name="Faults">The first lines that cannot be used, at most <see cref="MostFaults"/>; empty unless invalid.</param>
/// <param name="Reason">Why it was not accepted, in words; null where it was, or was there already.</param>
public sealed record SpoolAnswer(SpoolOutcome Outcome, int Samples, IReadOnlyList<SpoolFault> Faults, string? Reason)
{
    /// <summary>The most faults that one answer lists.</summary>
    public const int MostFaults = 10;
}
