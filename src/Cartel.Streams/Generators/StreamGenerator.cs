using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>An endless stream of labelled samples that is a function of its settings and seed alone.</summary>
internal abstract class StreamGenerator(FeatureSchema schema)
{
    public FeatureSchema Schema { get; } = schema;

    /// <summary>Fills the next sample's values and returns its label.</summary>
    public abstract int Next(Span<float> values);
}
