using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>What a learner remembers of a class's samples: mean and spread per feature, in raw units.</summary>
/// <remarks>
/// Travels with the class's row, so that whoever borrows the row can rehearse the class against its other rows.
/// Exponentially forgetting once <see cref="Memory"/> samples are in, so that a class that drifts is sketched as it is now.
/// </remarks>
internal sealed class ClassSketch(int length)
{
    private const float Memory = 500;

    // What fades below it is slow to calculate with, and nothing.
    private const float SmallestNormal = 1.17549435e-38f;

    // Its square is still a float.
    private const float Widest = 1e19f;

    private const float StepsPerDeviation = 4;
    private const int DeviationBits = 1;
    private const float WidestDeviation = 1.5f * (1ul << 63); // of so few bits, the largest whose square is a float

    private readonly float[] _means = new float[Lanes.RoundUp(length)];
    private readonly float[] _variances = new float[Lanes.RoundUp(length)];

    public Span<float> Means => _means.AsSpan(0, length);

    /// <summary>The means in whole vectors.</summary>
    public float[] PaddedMeans => _means;

    public Span<float> Variances => _variances.AsSpan(0, length);

    /// <summary>The size in memory of a sketch.</summary>
    public static long BytesOf(int length) => Lanes.RoundUp(length) * 8L;

    /// <summary>Takes one sample of the class; <paramref name="evidence"/> counts it already.</summary>
    /// <param name="features">Padded to whole vectors.</param>
    /// <param name="evidence">Above 0.</param>
    public void Observe(ReadOnlySpan<float> features, long evidence)
    {
        var values = features.AsLanes();
        var means = _means.AsLanes();
        var variances = _variances.AsLanes();
        var share = 1 / MathF.Min(evidence, Memory);
        var (most, widest) = (Vector256.Create(float.MaxValue), Vector256.Create(Widest));
        var normal = Vector256.Create(SmallestNormal);
        for (var i = 0; i < means.Length && i < values.Length; i++)
        {
            var gap = values[i] - means[i];
            // The gap between two finite floats may be infinite.
            var mean = Vector256.Min(Vector256.Max(means[i] + (share * gap), -most), most);
            means[i] = mean & Vector256.GreaterThanOrEqual(Vector256.Abs(mean), normal);
            gap = Vector256.Min(Vector256.Max(gap, -widest), widest);
            var variance = ((1 - share) * variances[i]) + ((1 - share) * share * gap * gap);
            variances[i] = variance & Vector256.GreaterThanOrEqual(variance, normal);
        }
    }

    /// <summary>Draws a sample as the sketch remembers them: independent normal features.</summary>
    public void Draw(Random random, Span<float> features)
    {
        for (var i = 0; i < length; i++)
            features[i] = _means[i] + (_variances[i] > 0 ? MathF.Sqrt(_variances[i]) * Normal(random) : 0);
    }

    /// <summary>Writes means and then deviations, rounded: a mean by at most an eighth of the deviation, a deviation by at most a quarter of itself.</summary>
    /// <remarks>Floats, little-endian. A sketch of some hundred samples knows neither so well; where nothing varies, the mean is exact.</remarks>
    public void WriteForTransfer(BinaryWriter writer)
    {
        for (var i = 0; i < length; i++) writer.Write(Precision.OnGrid(_means[i], Deviation(i) / StepsPerDeviation));
        for (var i = 0; i < length; i++) writer.Write(Precision.Keep(MathF.Min(Deviation(i), WidestDeviation), DeviationBits));
    }

    /// <summary>Reads what <see cref="WriteForTransfer"/> wrote, as a stranger may have sent it.</summary>
    /// <exception cref="ModelFormatException">It is cut short, or a spread is too large.</exception>
    public static ClassSketch ReadTransferred(int length, ref SpanReader reader)
    {
        var sketch = new ClassSketch(length);
        reader.Floats(sketch.Means);
        reader.Floats(sketch.Variances);
        foreach (ref var spread in sketch.Variances)
        {
            if (!float.IsFinite(spread * spread)) throw new ModelFormatException($"a spread of {spread} is too large");
            spread *= spread;
        }

        return sketch;
    }

    /// <summary>A copy, in the memory of a sketch of the same length if there is one to spare.</summary>
    public ClassSketch Clone(ClassSketch? spare = null)
    {
        var copy = spare ?? new ClassSketch(length);
        _means.CopyTo(copy._means, 0);
        _variances.CopyTo(copy._variances, 0);
        return copy;
    }

    private float Deviation(int i) => MathF.Sqrt(MathF.Max(0, _variances[i]));

    // Box and Muller, 1958.
    private static float Normal(Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
