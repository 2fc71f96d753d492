namespace Cartel.Learning;

/// <summary>Turns a sample's columns into a learner's features.</summary>
public interface ISampleEncoder
{
    /// <summary>The columns that it takes.</summary>
    FeatureSchema Schema { get; }

    /// <summary>How many features it makes of them.</summary>
    int Length { get; }

    /// <summary>Learns what it has to know of the columns from one sample.</summary>
    /// <param name="values">One per column, as in <see cref="Sample.Values"/>.</param>
    /// <exception cref="ArgumentException">The length is wrong or a value is infinite; nothing has changed.</exception>
    void Observe(ReadOnlySpan<float> values);

    /// <summary>Encodes one sample; learns nothing from it.</summary>
    /// <param name="values">One per column, as in <see cref="Sample.Values"/>.</param>
    /// <param name="features">As many as <see cref="Length"/>; overwritten with finite values.</param>
    /// <exception cref="ArgumentException">A length is wrong or a value is infinite; the message names the column.</exception>
    void Encode(ReadOnlySpan<float> values, Span<float> features);

    /// <summary>What it has learned, in a versioned binary form.</summary>
    byte[] Save();
}
