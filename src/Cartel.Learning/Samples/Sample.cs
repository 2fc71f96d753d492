namespace Cartel.Learning;

/// <summary>One observation. A source fills the same instance again and again: copy what must outlive the next read.</summary>
/// <param name="columns">The number of columns of the task's schema.</param>
public sealed class Sample(int columns)
{
    /// <summary>The label of a sample whose class is not known.</summary>
    public const int Unlabelled = -1;

    /// <summary>One value per column: a number, the index of a category (−1 if the schema lacks it), or NaN if missing.</summary>
    public float[] Values { get; } = new float[Require.Positive(columns)];

    /// <summary>An index into the schema's classes, or <see cref="Unlabelled"/>.</summary>
    public int Label { get; set; } = Unlabelled;

    /// <summary>What a label that comes later names this sample by; null where the source has no such column.</summary>
    public string? Key { get; set; }
}

/// <summary>A stream of samples with a position that a checkpoint can store and return to.</summary>
public interface ISampleSource : IDisposable
{
    /// <summary>The columns and classes of every sample.</summary>
    FeatureSchema Schema { get; }

    /// <summary>How many samples have been read: the index of the next one.</summary>
    long Position { get; }

    /// <summary>Reads the next sample.</summary>
    /// <returns>False at the end of the stream; the sample is then unchanged.</returns>
    bool TryRead(Sample sample);

    /// <summary>Goes to a position that this source once had: the next sample read is the one of that index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative or beyond the end.</exception>
    void Seek(long position);
}
