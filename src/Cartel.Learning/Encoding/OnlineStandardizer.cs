using System.Numerics.Tensors;

namespace Cartel.Learning;

/// <summary>Learns the mean and spread of every feature as samples pass, and centres and scales features by them.</summary>
/// <remarks>
/// <para>Per feature, with n samples seen (Welford's recurrence, stable where the sum of squares is not):</para>
/// <code>d = xₙ − x̄ₙ₋₁,   x̄ₙ = x̄ₙ₋₁ + d / n,   Mₙ = Mₙ₋₁ + d (xₙ − x̄ₙ),   σₙ = √(Mₙ / n)</code>
/// <para>Accumulators are doubles, results floats. A feature that has not varied yet (σ = 0, or below the smallest
/// normal float) becomes 0, whatever its value: there is no unit to measure it in.</para>
/// <para>O(length) time a sample, vectorised; 40 bytes a feature; no allocation after construction. Not thread-safe.</para>
/// <para>B. P. Welford, “Note on a method for calculating corrected sums of squares and products”, Technometrics 4(3),
/// 1962, 419–420.</para>
/// </remarks>
public sealed class OnlineStandardizer
{
    private const int Format = 0x31445453; // "STD1"

    private readonly double[] _means;
    private readonly double[] _squares;
    private readonly double[] _value;
    private readonly double[] _step;
    private readonly float[] _meansOut;
    private readonly float[] _deviations;
    private readonly float[] _scales;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="length">Features per sample; 1 to <see cref="FeatureSchema.LargestCount"/>.</param>
    /// <param name="limit">The largest magnitude that <see cref="Transform"/> gives, in standard deviations; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public OnlineStandardizer(int length, float limit = 5)
    {
        Length = Require.Between(length, 1, FeatureSchema.LargestCount);
        Limit = (float)Require.Positive((double)limit, nameof(limit));
        (_means, _squares, _value, _step) = (new double[length], new double[length], new double[length], new double[length]);
        (_meansOut, _deviations, _scales) = (new float[length], new float[length], new float[length]);
    }

    /// <summary>Features per sample.</summary>
    public int Length { get; }

    /// <summary>The largest magnitude that <see cref="Transform"/> gives, in standard deviations.</summary>
    public float Limit { get; }

    /// <summary>How many samples have been observed.</summary>
    public long Count { get; private set; }

    /// <summary>The mean of each feature; 0 before the first sample.</summary>
    public ReadOnlySpan<float> Means => _meansOut;

    /// <summary>The population standard deviation of each feature; 0 where it has not varied.</summary>
    public ReadOnlySpan<float> Deviations => _deviations;

    /// <summary>One over each standard deviation; 0 where the feature has not varied.</summary>
    public ReadOnlySpan<float> Scales => _scales;

    /// <summary>Takes one sample into the statistics.</summary>
    /// <exception cref="ArgumentException">The length is wrong or a value is not finite; nothing has changed.</exception>
    public void Observe(ReadOnlySpan<float> features)
    {
        RequireLength(features.Length, nameof(features));
        if (!TensorPrimitives.IsFiniteAll(features)) throw new ArgumentException("a feature is NaN or infinite", nameof(features));

        Count++;
        TensorPrimitives.ConvertTruncating(features, _value);
        TensorPrimitives.Subtract<double>(_value, _means, _step);
        TensorPrimitives.MultiplyAdd(_step, 1.0 / Count, _means, _means);
        TensorPrimitives.Subtract<double>(_value, _means, _value);
        TensorPrimitives.MultiplyAdd<double>(_step, _value, _squares, _squares);
        Derive();
    }

    /// <summary>Centres and scales: clamp((x − mean) / deviation, −<see cref="Limit"/>, <see cref="Limit"/>).</summary>
    /// <param name="features">Finite values; <see cref="Length"/> of them.</param>
    /// <param name="output">As many; overwritten; may be the same memory as <paramref name="features"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Transform(ReadOnlySpan<float> features, Span<float> output)
    {
        RequireLength(features.Length, nameof(features));
        RequireLength(output.Length, nameof(output));

        TensorPrimitives.Subtract(features, _meansOut, output);
        // Two finite floats may differ by infinity, and infinity times a scale of 0 is NaN.
        TensorPrimitives.Clamp(output, -float.MaxValue, float.MaxValue, output);
        TensorPrimitives.Multiply(output, _scales, output);
        TensorPrimitives.Clamp(output, -Limit, Limit, output);
    }

    /// <summary>Takes the moments of samples that somebody else saw, as if they had been observed here.</summary>
    /// <param name="means">Their mean per feature.</param>
    /// <param name="variances">Their population variance per feature; at least 0.</param>
    /// <param name="count">How many they were; above 0.</param>
    /// <remarks>T. F. Chan, G. H. Golub and R. J. LeVeque, “Updating formulae and a pairwise algorithm for computing
    /// sample variances”, COMPSTAT 1982.</remarks>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Absorb(ReadOnlySpan<float> means, ReadOnlySpan<float> variances, long count)
    {
        RequireLength(means.Length, nameof(means));
        RequireLength(variances.Length, nameof(variances));
        var total = Count + Require.Between(count, 1, long.MaxValue / 2);
        for (var i = 0; i < Length; i++)
        {
            var gap = means[i] - _means[i];
            _means[i] += gap * count / total;
            _squares[i] += (variances[i] * (double)count) + (gap * gap * ((double)Count * count / total));
        }

        Count = total;
        Derive();
    }

    /// <summary>An independent copy.</summary>
    public OnlineStandardizer Clone()
    {
        var copy = new OnlineStandardizer(Length, Limit) { Count = Count };
        _means.CopyTo(copy._means, 0);
        _squares.CopyTo(copy._squares, 0);
        copy.Derive();
        return copy;
    }

    /// <summary>The whole state in a versioned binary form.</summary>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write(Length);
        writer.Write((double)Limit);
        writer.Write(Count);
        foreach (var mean in _means) writer.Write(mean);
        foreach (var square in _squares) writer.Write(square);
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Save"/> wrote, and leaves the reader behind it.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of another version.</exception>
    public static OnlineStandardizer Restore(ref SpanReader reader)
    {
        if (reader.Int32() != Format) throw new ModelFormatException("not the state of a standardizer, version 1");
        var length = reader.Int32();
        var limit = reader.Double();
        var count = reader.Int64();
        if (length is < 1 or > FeatureSchema.LargestCount) throw new ModelFormatException($"a standardizer of {length} features");
        if (!(float.IsFinite((float)limit) && (float)limit > 0))
            throw new ModelFormatException($"a limit of {limit} deviations");
        if (count is < 0 or > 1L << 60) throw new ModelFormatException($"a standardizer that saw {count} samples");

        var restored = new OnlineStandardizer(length, (float)limit) { Count = count };
        reader.Doubles(restored._means);
        reader.Doubles(restored._squares);
        restored.RequirePossible();
        restored.Derive();
        return restored;
    }

    // No stream of finite floats leads beyond these bounds.
    private void RequirePossible()
    {
        for (var i = 0; i < Length; i++)
        {
            var possible = Count == 0
                ? _means[i] == 0 && _squares[i] == 0
                : Math.Abs(_means[i]) <= float.MaxValue && _squares[i] >= 0 && Math.Sqrt(_squares[i] / Count) <= float.MaxValue;
            if (!possible) throw new ModelFormatException($"feature {i} of a standardizer has impossible statistics");
        }
    }

    private void Derive()
    {
        TensorPrimitives.ConvertTruncating<double, float>(_means, _meansOut);
        TensorPrimitives.Divide(_squares, Math.Max(1, Count), _step);
        TensorPrimitives.Sqrt<double>(_step, _step);
        TensorPrimitives.ConvertTruncating<double, float>(_step, _deviations);
        for (var i = 0; i < _scales.Length; i++)
        {
            // One over a subnormal number may be infinite.
            if (_deviations[i] < 1.17549435e-38f) _deviations[i] = 0;
            _scales[i] = _deviations[i] > 0 ? 1 / _deviations[i] : 0;
        }
    }

    private void RequireLength(int length, string name)
    {
        if (length != Length) throw new ArgumentException($"has {length} values where {Length} are due", name);
    }
}
