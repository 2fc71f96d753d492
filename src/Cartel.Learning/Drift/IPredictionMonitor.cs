namespace Cartel.Learning;

/// <summary>Watches predictions beside their labels for drift. One instance serves one stream.</summary>
public interface IPredictionMonitor
{
    /// <summary>Takes the label of the next sample and what was predicted before it was known.</summary>
    /// <param name="label">The index of a class.</param>
    /// <param name="predicted">The index of a class, or <see cref="Sample.Unlabelled"/> where the learner knew none: an error.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class; the state is unchanged.</exception>
    DriftSignal Observe(int label, int predicted);

    /// <summary>How near its detectors are to a signal; those that compare nothing yet are left out.</summary>
    IReadOnlyList<MonitorReading> Readings { get; }

    /// <summary>Forgets everything: as good as new.</summary>
    void Reset();

    /// <summary>The whole state in a versioned binary form.</summary>
    byte[] Save();

    /// <summary>Takes up a state that <see cref="Save"/> gave.</summary>
    /// <exception cref="ModelFormatException">The state is damaged or of another monitor; this one is unchanged.</exception>
    void Restore(ReadOnlySpan<byte> state);
}
