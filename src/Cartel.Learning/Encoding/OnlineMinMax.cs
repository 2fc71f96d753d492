using System.Numerics.Tensors;

namespace Cartel.Learning;

/// <summary>Learns the range of every feature as samples pass, and maps features to [0, 1] by it.</summary>
/// <remarks>
/// <code>zᵢ = clamp((xᵢ − minᵢ) / (maxᵢ − minᵢ), 0, 1)</code>
/// <para>A feature that has not varied yet becomes 0, whatever its value: there is no unit to measure it in. A range that
/// exceeds the largest float counts as that. One outlier spoils a feature's range for good: for columns with outliers
/// <see cref="OnlineStandardizer"/> is the better choice.</para>
/// <para>O(length) time a sample, vectorised; 12 bytes a feature; no allocation after construction. Not thread-safe. The
/// formula is scikit-learn's MinMaxScaler with clip=True, but for features that have not varied: there x − min, clamped.</para>
/// </remarks>
public sealed class OnlineMinMax
{
    private const int Format = 0x31584D4D; // "MMX1"

    private readonly float[] _least;
    private readonly float[] _most;
    private readonly float[] _ranges;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="length">Features per sample; 1 to <see cref="FeatureSchema.LargestCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public OnlineMinMax(int length)
    {
        Length = Require.Between(length, 1, FeatureSchema.LargestCount);
        (_least, _most, _ranges) = (new float[length], new float[length], new float[length]);
        Array.Fill(_ranges, float.PositiveInfinity);
    }

    /// <summary>Features per sample.</summary>
    public int Length { get; }

    /// <summary>How many samples have been observed.</summary>
    public long Count { get; private set; }

    /// <summary>The least value of each feature; 0 before the first sample.</summary>
    public ReadOnlySpan<float> Least => _least;

    /// <summary>The largest value of each feature; 0 before the first sample.</summary>
    public ReadOnlySpan<float> Most => _most;

    /// <summary>Takes one sample into the ranges.</summary>
    /// <exception cref="ArgumentException">The length is wrong or a value is not finite; nothing has changed.</exception>
    public void Observe(ReadOnlySpan<float> features)
    {
        RequireLength(features.Length, nameof(features));
        if (!TensorPrimitives.IsFiniteAll(features)) throw new ArgumentException("a feature is NaN or infinite", nameof(features));

        if (Count++ == 0)
        {
            features.CopyTo(_least);
            features.CopyTo(_most);
            return;
        }

        TensorPrimitives.Min(_least, features, _least);
        TensorPrimitives.Max(_most, features, _most);
        Derive();
    }

    /// <summary>Maps one sample to [0, 1]; learns nothing from it.</summary>
    /// <param name="features">Finite values; <see cref="Length"/> of them.</param>
    /// <param name="output">As many; overwritten; may be the same memory as <paramref name="features"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Transform(ReadOnlySpan<float> features, Span<float> output)
    {
        RequireLength(features.Length, nameof(features));
        RequireLength(output.Length, nameof(output));

        TensorPrimitives.Subtract(features, _least, output);
        // Two finite floats may differ by infinity, and infinity over infinity is NaN.
        TensorPrimitives.Clamp(output, 0, float.MaxValue, output);
        TensorPrimitives.Divide(output, _ranges, output);
        TensorPrimitives.Min(output, 1, output);
    }

    /// <summary>The whole state in a versioned binary form.</summary>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write(Length);
        writer.Write(Count);
        foreach (var value in _least) writer.Write(value);
        foreach (var value in _most) writer.Write(value);
        return bytes.ToArray();
    }

    /// <summary>Makes one from what <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of another version.</exception>
    public static OnlineMinMax Restore(ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        if (reader.Int32() != Format) throw new ModelFormatException("not the state of a min-max scaling, version 1");
        var (length, count) = (reader.Int32(), reader.Int64());
        if (length is < 1 or > FeatureSchema.LargestCount || count is < 0 or > 1L << 60 || reader.Left != length * 8L)
            throw new ModelFormatException($"a min-max scaling of {length} features after {count} samples in {reader.Left} bytes");

        var restored = new OnlineMinMax(length) { Count = count };
        reader.Floats(restored._least);
        reader.Floats(restored._most);
        restored.RequirePossible();
        restored.Derive();
        return restored;
    }

    private void RequirePossible()
    {
        for (var i = 0; i < Length; i++)
        {
            var possible = Count switch
            {
                0 => _least[i] == 0 && _most[i] == 0,
                1 => _least[i] == _most[i],
                _ => _least[i] <= _most[i],
            };
            if (!possible) throw new ModelFormatException($"feature {i} cannot range from {_least[i]} to {_most[i]} after {Count} samples");
        }
    }

    private void Derive()
    {
        TensorPrimitives.Subtract(_most, _least, _ranges);
        for (var i = 0; i < _ranges.Length; i++)
        {
            // Over infinity anything is 0: that is the range of a feature that has not varied.
            if (_ranges[i] == 0) _ranges[i] = float.PositiveInfinity;
            else if (float.IsPositiveInfinity(_ranges[i])) _ranges[i] = float.MaxValue;
        }
    }

    private void RequireLength(int length, string name)
    {
        if (length != Length) throw new ArgumentException($"has {length} values where {Length} are due", name);
    }
}
