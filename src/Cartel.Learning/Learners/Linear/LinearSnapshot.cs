using System.Numerics.Tensors;
using System.Text;

namespace Cartel.Learning;

/// <summary>The binary form of a whole linear model.</summary>
/// <remarks>
/// Little-endian, after the header of <see cref="OnlineLearner"/>: version (1 byte, 2), first step and memory (4 each),
/// samples learned (8); per class its evidence (8) and whether a row follows (1): weights, squared gradients, bias, its squared gradient,
/// sketch means and variances; then the standardiser's state, if the schema has numeric features.
/// </remarks>
internal static class LinearSnapshot
{
    // With AdaGrad's steps a weight needs some 1e13 samples to get here.
    private const float LargestWeight = 1e6f;

    // 1, before the steps had settings, had no version byte.
    private const byte Version = 2;

    public static byte[] Write(
        string kind, FeatureSchema schema, LinearSteps steps, long samples, long[] evidence, LinearRow?[] rows, ClassSketch?[] sketches, FeatureScaling scaling)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        OnlineLearner.WriteHeader(writer, kind, schema);
        writer.Write(Version);
        steps.Write(writer);
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

    public static LinearSteps ReadSteps(ref SpanReader reader)
    {
        reader.Version(Version);
        return LinearSteps.Read(ref reader);
    }

    public static void ReadRows(ref SpanReader reader, long[] evidence, LinearRow?[] rows, ClassSketch?[] sketches, int length)
    {
        Span<float> biases = stackalloc float[2];
        for (var k = 0; k < rows.Length; k++)
        {
            evidence[k] = reader.Count();
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

    private static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        foreach (var value in values) writer.Write(value);
    }
}
