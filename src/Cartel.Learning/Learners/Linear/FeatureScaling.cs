using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>Brings encoded features to comparable units: numeric ones standardised online, the others as they are.</summary>
/// <remarks>None leaves ±5: a unit column that breaks its promise cannot drown the others either.</remarks>
internal sealed class FeatureScaling
{
    /// <summary>Beyond this many standard deviations a value is an outlier, not evidence.</summary>
    private const float Limit = 5;

    private readonly OnlineStandardizer? _standardizer;
    private readonly int[] _unscaled;
    private readonly float[] _isUnscaled;

    public FeatureScaling(FeatureSchema schema)
        : this(schema, new OnlineStandardizer(schema.EncodedLength, Limit))
    {
    }

    private FeatureScaling(FeatureSchema schema, OnlineStandardizer standardizer)
    {
        _unscaled = [.. UnscaledPositions(schema)];
        _isUnscaled = new float[Lanes.RoundUp(schema.EncodedLength)];
        foreach (var i in _unscaled) _isUnscaled[i] = 1;
        // Without numeric features (images, say) nothing is to be learned: do not pay for it.
        _standardizer = _unscaled.Length < schema.EncodedLength ? standardizer : null;
    }

    private FeatureScaling(FeatureScaling other) =>
        (_standardizer, _unscaled, _isUnscaled) = (other._standardizer?.Clone(), other._unscaled, other._isUnscaled);

    public long Bytes => _standardizer is null ? 0 : _standardizer.Length * 32L;

    /// <summary>Takes a raw sample in whole vectors into the statistics.</summary>
    public void Observe(ReadOnlySpan<Vector256<float>> raw) => _standardizer?.ObserveLanes(raw);

    /// <summary>Scales a raw sample, both in whole vectors; what the output has beyond them stays as it is.</summary>
    public void Apply(ReadOnlySpan<Vector256<float>> raw, Span<Vector256<float>> scaled)
    {
        var limit = Vector256.Create(Limit);
        if (_standardizer is null)
        {
            for (var i = 0; i < raw.Length; i++) scaled[i] = Vector256.Min(Vector256.Max(raw[i], -limit), limit);
            return;
        }

        var means = _standardizer.MeanLanes;
        var scales = _standardizer.ScaleLanes;
        var unscaled = _isUnscaled.AsLanes();
        for (var i = 0; i < raw.Length; i++)
        {
            var asIs = Vector256.Min(Vector256.Max(raw[i], -limit), limit);
            scaled[i] = Vector256.ConditionalSelect(
                Vector256.Equals(unscaled[i], Vector256<float>.Zero), OnlineStandardizer.Standardize(raw[i], means[i], scales[i], limit), asIs);
        }
    }

    /// <summary>The same in plain numbers.</summary>
    public InputScaling Formula(int length)
    {
        var (means, scales) = (new float[length], new float[length]);
        for (var i = 0; i < length; i++)
            (means[i], scales[i]) = _standardizer is null || _isUnscaled[i] != 0 ? (0, 1) : (_standardizer.Means[i], _standardizer.Scales[i]);

        return new InputScaling(means, scales, Limit);
    }

    /// <summary>How far two raw samples, in whole vectors, lie apart, in scaled units.</summary>
    public float SquaredDistance(float[] one, float[] other)
    {
        var ones = one.AsLanes();
        var others = other.AsLanes();
        var unscaled = _isUnscaled.AsLanes();
        var (sum, limit) = (Vector256<float>.Zero, Vector256.Create(Limit));
        for (var i = 0; i < ones.Length; i++)
        {
            var scale = _standardizer is null
                ? Vector256<float>.One
                : Vector256.ConditionalSelect(Vector256.Equals(unscaled[i], Vector256<float>.Zero), _standardizer.ScaleLanes[i], Vector256<float>.One);
            var gap = OnlineStandardizer.Standardize(ones[i], others[i], scale, limit);
            sum += gap * gap;
        }

        return Vector256.Sum(sum);
    }

    /// <summary>Takes the moments of a borrowed class, so that features which only it moves have a unit here too.</summary>
    public void Absorb(ClassSketch sketch, long count) => _standardizer?.Absorb(sketch.Means, sketch.Variances, count);

    /// <summary>The unit of a scaled feature in raw units; 0 for one that has not varied.</summary>
    public float UnitOf(int feature) =>
        _standardizer is null || Array.BinarySearch(_unscaled, feature) >= 0 ? 1 : _standardizer.Deviations[feature];

    /// <summary>The raw value that is 0 when scaled.</summary>
    public float CentreOf(int feature) =>
        _standardizer is null || Array.BinarySearch(_unscaled, feature) >= 0 ? 0 : _standardizer.Means[feature];

    /// <summary>The sums of the numeric features, as <see cref="OnlineStandardizer.Sums"/> gives them; null where there are none.</summary>
    public double[]? Sums() => _standardizer?.Sums(Numeric());

    /// <summary>Takes such sums.</summary>
    public void SetSums(double[]? sums)
    {
        if (sums is not null) _standardizer?.SetSums(Numeric(), sums);
    }

    public FeatureScaling Clone() => new(this);

    /// <summary>Makes another one, of the same schema, equal to this.</summary>
    public void CopyTo(FeatureScaling other) => _standardizer?.CopyTo(other._standardizer!);

    public byte[] Save() => _standardizer?.Save() ?? [];

    public static FeatureScaling Restore(FeatureSchema schema, ref SpanReader reader)
    {
        if (UnscaledPositions(schema).Count() == schema.EncodedLength) return new FeatureScaling(schema);
        var standardizer = OnlineStandardizer.Restore(ref reader);
        if (standardizer.Length != schema.EncodedLength)
            throw new ModelFormatException($"the snapshot scales {standardizer.Length} features; the task has {schema.EncodedLength}");

        return new FeatureScaling(schema, standardizer);
    }

    private int[] Numeric() => [.. Enumerable.Range(0, _standardizer!.Length).Where(i => _isUnscaled[i] == 0)];

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
