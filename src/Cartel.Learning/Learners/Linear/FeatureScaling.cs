using System.Numerics.Tensors;

namespace Cartel.Learning;

/// <summary>Brings encoded features to comparable units: numeric ones standardised online, the others as they are.</summary>
/// <remarks>None leaves ±5: a unit column that breaks its promise cannot drown the others either.</remarks>
internal sealed class FeatureScaling
{
    /// <summary>Beyond this many standard deviations a value is an outlier, not evidence.</summary>
    private const float Limit = 5;

    private readonly OnlineStandardizer? _standardizer;
    private readonly int[] _unscaled;

    public FeatureScaling(FeatureSchema schema)
        : this(schema, new OnlineStandardizer(schema.EncodedLength, Limit))
    {
    }

    private FeatureScaling(FeatureSchema schema, OnlineStandardizer standardizer)
    {
        _unscaled = [.. UnscaledPositions(schema)];
        // Without numeric features (images, say) nothing is to be learned: do not pay for it.
        _standardizer = _unscaled.Length < schema.EncodedLength ? standardizer : null;
    }

    private FeatureScaling(FeatureScaling other) =>
        (_standardizer, _unscaled) = (other._standardizer?.Clone(), other._unscaled);

    public long Bytes => _standardizer is null ? 0 : _standardizer.Length * 40L;

    public void Observe(ReadOnlySpan<float> features) => _standardizer?.Observe(features);

    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        if (_standardizer is null)
        {
            TensorPrimitives.Clamp(features, -Limit, Limit, scaled);
            return;
        }

        _standardizer.Transform(features, scaled);
        foreach (var i in _unscaled) scaled[i] = Math.Clamp(features[i], -Limit, Limit);
    }

    /// <summary>Takes the moments of a borrowed class, so that features which only it moves have a unit here too.</summary>
    public void Absorb(ClassSketch sketch, long count) => _standardizer?.Absorb(sketch.Means, sketch.Variances, count);

    /// <summary>The unit of a scaled feature in raw units; 0 for one that has not varied.</summary>
    public float UnitOf(int feature) =>
        _standardizer is null || Array.BinarySearch(_unscaled, feature) >= 0 ? 1 : _standardizer.Deviations[feature];

    /// <summary>The raw value that is 0 when scaled.</summary>
    public float CentreOf(int feature) =>
        _standardizer is null || Array.BinarySearch(_unscaled, feature) >= 0 ? 0 : _standardizer.Means[feature];

    public FeatureScaling Clone() => new(this);

    public byte[] Save() => _standardizer?.Save() ?? [];

    public static FeatureScaling Restore(FeatureSchema schema, ref SpanReader reader)
    {
        if (UnscaledPositions(schema).Count() == schema.EncodedLength) return new FeatureScaling(schema);
        var standardizer = OnlineStandardizer.Restore(ref reader);
        if (standardizer.Length != schema.EncodedLength)
            throw new ModelFormatException($"the snapshot scales {standardizer.Length} features; the task has {schema.EncodedLength}");

        return new FeatureScaling(schema, standardizer);
    }

    private static IEnumerable<int> UnscaledPositions(FeatureSchema schema)
    {
        var position = 0;
        foreach (var feature in schema.Features)
        {
            for (var i = 0; i < feature.EncodedLength; i++, position++)
            {
                if (feature.Kind is not FeatureKind.Numeric) yield return position;
            }
        }
    }
}
