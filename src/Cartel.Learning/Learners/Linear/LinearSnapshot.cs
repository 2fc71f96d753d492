using System.Numerics.Tensors;
using System.Text;

namespace Cartel.Learning;

/// <summary>The binary form of a whole linear model.</summary>
/// <remarks>
/// Little-endian: <c>CMOD</c>, version (1 byte, 1), kind (length byte, ASCII), schema hash (32 bytes), samples learned
/// (8); per class its evidence (8) and whether a row follows (1): weights, squared gradients, bias, its squared gradient,
/// sketch means and variances; then the standardiser's state, if the schema has numeric features. The first four
/// fields are read by <see cref="OnlineLearner.Restore"/>.
/// </remarks>
internal static class LinearSnapshot
{
    // With AdaGrad's steps a weight needs some 1e13 samples to get here.
    private const float LargestWeight = 1e6f;

    public static byte[] Write(
        string kind, FeatureSchema schema, long samples, long[] evidence, LinearRow?[] rows, ClassSketch?[] sketches, FeatureScaling scaling)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        OnlineLearner.WriteHeader(writer, kind, schema);
        writer.Write(samples);
        for (var k = 0; k < rows.Length; k++)
        {
            writer.Write(evidence[k]);
            writer.Write(rows[k] is not null);
            if (rows[k] is not { } row) continue;

            Write(writer, row.Weights);
            Write(writer, row.SquaredGradients);
            writer.Write(row.Bias);
            writer.Write(row.SquaredBiasGradient);
            Write(writer, sketches[k]!.Means);
            Write(writer, sketches[k]!.Variances);
        }

        writer.Write(scaling.Save());
        return stream.ToArray();
    }

    public static long Count(ref SpanReader reader)
    {
        var count = reader.Int64();
        return count is >= 0 and <= 1L << 60 ? count : throw new ModelFormatException($"the snapshot counts {count} samples; no stream has so many");
    }

    public static void ReadRows(ref SpanReader reader, long[] evidence, LinearRow?[] rows, ClassSketch?[] sketches, int length)
    {
        Span<float> biases = stackalloc float[2];
        for (var k = 0; k < rows.Length; k++)
        {
            evidence[k] = Count(ref reader);
            if (reader.Byte() == 0) continue;

            var row = rows[k] = new LinearRow(length);
            var sketch = sketches[k] = new ClassSketch(length);
            reader.Floats(row.Weights);
            reader.Floats(row.SquaredGradients);
            reader.Floats(biases);
            (row.Bias, row.SquaredBiasGradient) = (biases[0], biases[1]);
            reader.Floats(sketch.Means);
            reader.Floats(sketch.Variances);
            RequirePossible(row, sketch, biases);
        }
    }

    // Damage that would show only as NaN, some samples later.
    private static void RequirePossible(LinearRow row, ClassSketch sketch, ReadOnlySpan<float> biases)
    {
        if (TensorPrimitives.MaxMagnitude<float>(row.Weights) is > LargestWeight or < -LargestWeight || Math.Abs(biases[0]) > LargestWeight)
            throw new ModelFormatException("a weight is larger than learning makes it");
        if (TensorPrimitives.Min<float>(row.SquaredGradients) < 0 || biases[1] < 0 || TensorPrimitives.Min<float>(sketch.Variances) < 0)
            throw new ModelFormatException("a square is negative");
    }

    private static void Write(BinaryWriter writer, float[] values)
    {
        foreach (var value in values) writer.Write(value);
    }
}
