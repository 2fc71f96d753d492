using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>Learns the mean and spread of every feature as samples pass, and centres and scales features by them.</summary>
/// <remarks>
/// <para>Per feature, with n samples seen (Welford's recurrence, stable where the sum of squares is not):</para>
/// <code>d = xₙ − x̄ₙ₋₁,   x̄ₙ = x̄ₙ₋₁ + d / n,   Mₙ = Mₙ₋₁ + d (xₙ − x̄ₙ),   σₙ = √(Mₙ / n)</code>
/// <para>Accumulators are doubles, results floats. A feature that has not varied yet (σ = 0, or below the smallest
/// normal float) becomes 0, whatever its value: there is no unit to measure it in.</para>
/// <para>O(length) time a sample, vectorised; 32 bytes a feature; no allocation after construction. Not thread-safe.</para>
/// <para>B. P. Welford, “Note on a method for calculating corrected sums of squares and products”, Technometrics 4(3),
/// 1962, 419–420.</para>
/// </remarks>
public sealed class OnlineStandardizer
{
    private const int Format = 0x31445453; // "STD1"

    // One over a subnormal number may be infinite.
    private const float SmallestNormal = 1.17549435e-38f;

    private readonly double[] _means;
    private readonly double[] _squares;
    private readonly float[] _value;
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
        var padded = Lanes.RoundUp(length);
        (_means, _squares, _value) = (new double[padded], new double[padded], new float[padded]);
        (_meansOut, _deviations, _scales) = (new float[padded], new float[padded], new float[padded]);
    }

    /// <summary>Features per sample.</summary>
    public int Length { get; }

    /// <summary>The largest magnitude that <see cref="Transform"/> gives, in standard deviations.</summary>
    public float Limit { get; }

    /// <summary>How many samples have been observed.</summary>
    public long Count { get; private set; }

    /// <summary>The mean of each feature; 0 before the first sample.</summary>
    public ReadOnlySpan<float> Means => _meansOut.AsSpan(0, Length);

    /// <summary>The population standard deviation of each feature; 0 where it has not varied.</summary>
    public ReadOnlySpan<float> Deviations => _deviations.AsSpan(0, Length);

    /// <summary>One over each standard deviation; 0 where the feature has not varied.</summary>
    public ReadOnlySpan<float> Scales => _scales.AsSpan(0, Length);

    /// <summary>Takes one sample into the statistics.</summary>
    /// <exception cref="ArgumentException">The length is wrong or a value is not finite; nothing has changed.</exception>
    public void Observe(ReadOnlySpan<float> features)
    {
        RequireLength(features.Length, nameof(features));
        if (!TensorPrimitives.IsFiniteAll(features)) throw new ArgumentException("a feature is NaN or infinite", nameof(features));

        features.CopyTo(_value);
        ObserveLanes(_value.AsLanes());
    }

    /// <summary>One over each standard deviation, padded to whole vectors; 0 where the feature has not varied.</summary>
    internal ReadOnlySpan<Vector256<float>> ScaleLanes => _scales.AsLanes();

    /// <summary>The mean of each feature, padded to whole vectors.</summary>
    internal ReadOnlySpan<Vector256<float>> MeanLanes => _meansOut.AsLanes();

    /// <summary>As <see cref="Observe"/>, for finite values that are padded to whole vectors.</summary>
    internal void ObserveLanes(ReadOnlySpan<Vector256<float>> values)
    {
        Count++;
        var share = Vector256.Create(1.0 / Count);
        var means = _means.AsLanes();
        var squares = _squares.AsLanes();
        for (var i = 0; i < values.Length; i++)
        {
            var (low, high) = Vector256.Widen(values[i]);
            Welford(ref means[2 * i], ref squares[2 * i], low, share);
            Welford(ref means[(2 * i) + 1], ref squares[(2 * i) + 1], high, share);
        }

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

        features.CopyTo(_value);
        var values = _value.AsLanes();
        var means = MeanLanes;
        var scales = ScaleLanes;
        for (var i = 0; i < values.Length; i++) values[i] = Standardize(values[i], means[i], scales[i], Vector256.Create(Limit));
        _value.AsSpan(0, Length).CopyTo(output);
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

    /// <summary>The count, then the sum and the sum of squares of each feature chosen: those of two streams may be added, or averaged.</summary>
    internal double[] Sums(ReadOnlySpan<int> chosen)
    {
        var sums = new double[1 + (2 * chosen.Length)];
        sums[0] = Count;
        for (var i = 0; i < chosen.Length; i++)
        {
            var mean = _means[chosen[i]];
            (sums[1 + (2 * i)], sums[2 + (2 * i)]) = (Count * mean, _squares[chosen[i]] + (Count * mean * mean));
        }

        return sums;
    }

    /// <summary>Takes what <see cref="Sums"/> gave, or a mean of such.</summary>
    internal void SetSums(ReadOnlySpan<int> chosen, ReadOnlySpan<double> sums)
    {
        if (!(sums[0] > 0)) return;

        Count = Math.Max(1, (long)Math.Round(sums[0]));
        for (var i = 0; i < chosen.Length; i++)
        {
            var mean = _means[chosen[i]] = sums[1 + (2 * i)] / sums[0];
            _squares[chosen[i]] = Math.Max(0, (sums[2 + (2 * i)] / sums[0]) - (mean * mean)) * Count;
        }

        Derive();
    }

    /// <summary>An independent copy.</summary>
    public OnlineStandardizer Clone()
    {
        var copy = new OnlineStandardizer(Length, Limit);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Makes another one, of the same length and limit, equal to this.</summary>
    internal void CopyTo(OnlineStandardizer other)
    {
        other.Count = Count;
        _means.CopyTo(other._means, 0);
        _squares.CopyTo(other._squares, 0);
        _meansOut.CopyTo(other._meansOut, 0);
        _deviations.CopyTo(other._deviations, 0);
        _scales.CopyTo(other._scales, 0);
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
        foreach (var mean in _means.AsSpan(0, Length)) writer.Write(mean);
        foreach (var square in _squares.AsSpan(0, Length)) writer.Write(square);
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
        reader.Doubles(restored._means.AsSpan(0, length));
        reader.Doubles(restored._squares.AsSpan(0, length));
        restored.RequirePossible();
        restored.Derive();
        return restored;
    }

    internal static Vector256<float> Standardize(Vector256<float> value, Vector256<float> mean, Vector256<float> scale, Vector256<float> limit)
    {
        // Two finite floats may differ by infinity, and infinity times a scale of 0 is NaN.
        var most = Vector256.Create(float.MaxValue);
        var gap = Vector256.Min(Vector256.Max(value - mean, -most), most);
        return Vector256.Min(Vector256.Max(gap * scale, -limit), limit);
    }

    private static void Welford(ref Vector256<double> mean, ref Vector256<double> square, Vector256<double> value, Vector256<double> share)
    {
        var step = value - mean;
        mean += step * share;
        square += step * (value - mean);
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
        var means = _means.AsLanes();
        var squares = _squares.AsLanes();
        var meansOut = _meansOut.AsLanes();
        var deviations = _deviations.AsLanes();
        var scales = _scales.AsLanes();
        var (share, smallest) = (Vector256.Create(1.0 / Math.Max(1, Count)), Vector256.Create(SmallestNormal));
        for (var i = 0; i < meansOut.Length; i++)
        {
            meansOut[i] = Vector256.Narrow(means[2 * i], means[(2 * i) + 1]);
            var deviation = Vector256.Narrow(Vector256.Sqrt(squares[2 * i] * share), Vector256.Sqrt(squares[(2 * i) + 1] * share));
            var varies = Vector256.GreaterThanOrEqual(deviation, smallest);
            deviations[i] = deviation & varies;
            scales[i] = (Vector256<float>.One / deviation) & varies;
        }
    }

    private void RequireLength(int length, string name)
    {
        if (length != Length) throw new ArgumentException($"has {length} values where {Length} are due", name);
    }
}
