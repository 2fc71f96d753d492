namespace Cartel.Learning;

/// <summary>A detector's two levels, as in the drift literature.</summary>
public enum DriftSignal
{
    /// <summary>Nothing to report.</summary>
    None,

    /// <summary>The stream may be changing.</summary>
    Warning,

    /// <summary>The stream has changed; the detector starts afresh.</summary>
    Drift,
}

/// <summary>Watches a stream of numbers, mostly errors (0 or 1), for a change. One instance serves one stream.</summary>
public interface IDriftDetector
{
    /// <summary>Takes the next value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite; the state is unchanged.</exception>
    DriftSignal Observe(double value);

    /// <summary>How near it is to a signal; null while it has too few values to compare, or where it compares nothing.</summary>
    /// <remarks>For people to look at now and then: it may cost as much as a search for a change.</remarks>
    DetectorReading? Reading { get; }

    /// <summary>Forgets everything: as good as new.</summary>
    void Reset();

    /// <summary>The whole state in a versioned binary form.</summary>
    byte[] Save();

    /// <summary>Takes up a state that <see cref="Save"/> gave.</summary>
    /// <exception cref="ModelFormatException">The state is damaged or of another detector; this one is unchanged.</exception>
    void Restore(ReadOnlySpan<byte> state);
}
