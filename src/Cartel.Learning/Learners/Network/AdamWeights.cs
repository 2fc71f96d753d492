using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>Rows of weights with Adam's two moments of their gradients.</summary>
/// <remarks>D. P. Kingma and J. Ba, “Adam: a method for stochastic optimization”, ICLR 2015. Deviation: no step is longer
/// than ten rates, which honest moments never ask for.</remarks>
/// <param name="rows">How many rows.</param>
/// <param name="width">Weights per row; whole vectors.</param>
internal sealed class AdamWeights(int rows, int width)
{
    // Learning does not get near them.
    private const float LargestWeight = 1e6f;
    private const float LargestMoment = 1e12f;

    private const float Longest = 10;
    private const float Epsilon = 1e-8f;

    // A unit that is never lit lets its moments fade to subnormal numbers, on which processors are a hundred times slower.
    private const float Nothing = 1e-15f;

    private readonly float[] _weights = new float[rows * width];
    private readonly float[] _firsts = new float[rows * width];
    private readonly float[] _seconds = new float[rows * width];

    /// <summary>All weights, row after row.</summary>
    public Span<float> All => _weights;

    /// <summary>The size in memory.</summary>
    public long Bytes => _weights.Length * 12L;

    /// <summary>A row's weights.</summary>
    public Span<float> Row(int row) => _weights.AsSpan(row * width, width);

    /// <summary>A row's weights as vectors.</summary>
    public ReadOnlySpan<Vector256<float>> LanesOf(int row) => Of(_weights, row);

    /// <summary>One step of a row whose gradient is <paramref name="factor"/> times <paramref name="direction"/>.</summary>
    public void Descend(int row, ReadOnlySpan<Vector256<float>> direction, float factor, AdamStep step)
    {
        var weights = Of(_weights, row);
        var firsts = Of(_firsts, row);
        var seconds = Of(_seconds, row);
        var (rate, correction, longest) = (Vector256.Create(step.Rate), Vector256.Create(step.SecondCorrection), Vector256.Create(Longest * step.Rate));
        for (var i = 0; i < weights.Length; i++)
        {
            var gradient = direction[i] * factor;
            var first = (firsts[i] * AdamStep.FirstKept) + (gradient * (1 - AdamStep.FirstKept));
            var second = (seconds[i] * AdamStep.SecondKept) + (gradient * gradient * (1 - AdamStep.SecondKept));
            first = firsts[i] = first & Vector256.GreaterThan(Vector256.Abs(first), Vector256.Create(Nothing));
            second = seconds[i] = second & Vector256.GreaterThan(second, Vector256.Create(Nothing * Nothing));
            var move = rate * first / (Vector256.Sqrt(second * correction) + Vector256.Create(Epsilon));
            weights[i] -= Vector256.Min(Vector256.Max(move, -longest), longest);
        }
    }

    public AdamWeights Clone()
    {
        var copy = new AdamWeights(rows, width);
        _weights.CopyTo(copy._weights, 0);
        _firsts.CopyTo(copy._firsts, 0);
        _seconds.CopyTo(copy._seconds, 0);
        return copy;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var values in new[] { _weights, _firsts, _seconds }) writer.Write(MemoryMarshal.AsBytes<float>(values));
    }

    /// <exception cref="ModelFormatException">The bytes are cut short, or no learning leads to such values.</exception>
    public static AdamWeights Read(int rows, int width, ref SpanReader reader)
    {
        if (reader.Left < rows * width * 12L) throw new ModelFormatException($"cut short: {rows} rows of {width} weights do not fit in {reader.Left} bytes");

        var read = new AdamWeights(rows, width);
        reader.Floats(read._weights);
        reader.Floats(read._firsts);
        reader.Floats(read._seconds);
        if (Math.Abs(TensorPrimitives.MaxMagnitude<float>(read._weights)) > LargestWeight
            || Math.Abs(TensorPrimitives.MaxMagnitude<float>(read._firsts)) > LargestMoment
            || TensorPrimitives.Max<float>(read._seconds) > LargestMoment || TensorPrimitives.Min<float>(read._seconds) < 0)
            throw new ModelFormatException("a weight or a moment of its gradient is larger than learning makes it, or a square negative");

        return read;
    }

    private Span<Vector256<float>> Of(float[] values, int row) => MemoryMarshal.Cast<float, Vector256<float>>(values.AsSpan(row * width, width));
}

/// <summary>What one of Adam's steps needs to know of its time.</summary>
/// <param name="Rate">The rate, divided by what the first moment still lacks.</param>
/// <param name="SecondCorrection">One over what the second moment still lacks.</param>
internal readonly record struct AdamStep(float Rate, float SecondCorrection)
{
    /// <summary>β₁.</summary>
    public const float FirstKept = 0.9f;

    /// <summary>β₂.</summary>
    public const float SecondKept = 0.999f;
}
