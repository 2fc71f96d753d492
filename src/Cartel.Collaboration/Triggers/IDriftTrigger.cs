namespace Cartel.Collaboration;

/// <summary>Says from a learner's outcomes when the classes that it knew are known no more, and which. One instance serves one stream.</summary>
internal interface IDriftTrigger
{
    /// <summary>Takes the label of the next sample and what was predicted before it was known.</summary>
    /// <param name="label">The index of a class.</param>
    /// <param name="predicted">The index of a class, or −1 for none: an error.</param>
    /// <param name="outcomes">The latest outcomes of each class, this one included.</param>
    /// <returns>The classes that fell, worst first, at an alarm; else none.</returns>
    IReadOnlyList<int> Observe(int label, int predicted, ClassOutcomes outcomes);

    /// <summary>How near it is to an alarm.</summary>
    IEnumerable<TriggerReading> Readings { get; }

    /// <summary>Forgets everything: as good as new.</summary>
    void Forget();

    /// <summary>The whole state.</summary>
    byte[] Save();

    /// <summary>Takes up a state that <see cref="Save"/> gave.</summary>
    /// <exception cref="Learning.ModelFormatException">It is damaged or of another trigger; this one is of no further use.</exception>
    void Restore(ReadOnlySpan<byte> state);
}
