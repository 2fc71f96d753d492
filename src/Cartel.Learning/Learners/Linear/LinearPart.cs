using System.Buffers.Binary;

namespace Cartel.Learning;

/// <summary>A linear row as it travels: in raw feature space, so that agents with other scales understand it.</summary>
/// <remarks>
/// With unit sᵢ and centre cᵢ of feature i, a scaled weight w becomes the raw weight w/sᵢ, and the bias absorbs −Σ w·cᵢ/sᵢ;
/// a feature without a unit here has the raw weight 0. Payload, little-endian: version (1 byte, 1), features (4), bias
/// (8), squared gradient of the bias (4), then a vector each of raw weights, roots of the squared gradients as halves,
/// means and deviations of the sketch. What is written is rounded (<see cref="Precision"/>, decisions 8 and 9): a weight by at most a
/// sixteenth of the row's usual one, a root to a power of two; the bias is taken of the rounded weights, so that the row keeps its value in the
/// middle of the samples, wherever that is.
/// </remarks>
internal sealed class LinearPart(float[] weights, double bias, float[] squaredGradients, float squaredBiasGradient, ClassSketch sketch)
{
    private const byte Version = 1;

    // A weight beyond this moves a margin by more than any honest model does; a hostile one could drown all others.
    private const float LargestScaledWeight = 1e4f;

    // Of the root of the mean square of a row's weights in scaled units: a step of an eighth at most adds a 768th of its variance to a margin.
    private const int StepsPerWeight = 8;
    private const int RootBits = 0;
    private const float LargestRoot = 32_768; // of so many bits, the largest that is a half

    public ClassSketch Sketch { get; } = sketch;

    /// <summary>A row in raw units.</summary>
    /// <param name="row">In the units of the scaling.</param>
    /// <param name="sketch">Its class's.</param>
    /// <param name="scaling">What its inputs went through.</param>
    /// <param name="rounded">Whether its weights are rounded to what travels; the bias absorbs what they lose at the centre.</param>
    public static LinearPart InRawSpace(LinearRow row, ClassSketch sketch, FeatureScaling scaling, bool rounded = false)
    {
        var weights = new float[row.Weights.Length];
        double bias = row.Bias;
        for (var i = 0; i < weights.Length; i++)
        {
            var unit = scaling.UnitOf(i);
            // A tiny unit makes a raw weight that no float holds.
            weights[i] = unit > 0 ? Math.Clamp(row.Weights[i] / unit, -float.MaxValue, float.MaxValue) : 0;
        }

        if (rounded) Coarsen(weights, scaling);
        for (var i = 0; i < weights.Length; i++) bias -= (double)weights[i] * scaling.CentreOf(i);
        return new LinearPart(weights, bias, row.SquaredGradients.ToArray(), row.SquaredBiasGradient, sketch);
    }

    /// <summary>Where the numbers of a payload lie.</summary>
    public static IReadOnlyList<NumberRun> RunsOf(int features) =>
        [new(1, 1 + sizeof(int) + sizeof(double) + sizeof(float)), new(4, features), new(2, features), new(4, features), new(4, features)];

    // One grid for the row in scaled units, where a step weighs alike in every column.
    private static void Coarsen(float[] weights, FeatureScaling scaling)
    {
        var (sum, used) = (0.0, 0);
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;

            var scaled = (double)weights[i] * scaling.UnitOf(i);
            sum += scaled * scaled;
            used++;
        }

        var step = used > 0 ? Math.Sqrt(sum / used) / StepsPerWeight : 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] != 0) weights[i] = Precision.OnGrid(weights[i], (float)(step / scaling.UnitOf(i)));
        }
    }

    public LinearRow ToRow(FeatureScaling scaling)
    {
        var row = new LinearRow(weights.Length);
        row.SquaredBiasGradient = squaredBiasGradient;
        squaredGradients.CopyTo(row.SquaredGradients);
        var sum = bias;
        for (var i = 0; i < weights.Length; i++)
        {
            row.Weights[i] = Math.Clamp(weights[i] * scaling.UnitOf(i), -LargestScaledWeight, LargestScaledWeight);
            sum += (double)weights[i] * scaling.CentreOf(i);
        }

        row.Bias = (float)Math.Clamp(sum, -LargestScaledWeight, LargestScaledWeight);
        return row;
    }

    /// <summary>This row and another's, averaged: the other counts <paramref name="share"/>.</summary>
    public LinearPart MixedWith(LinearPart other, float share)
    {
        var (mixedWeights, mixedSquares) = (new float[weights.Length], new float[weights.Length]);
        for (var i = 0; i < weights.Length; i++)
        {
            mixedWeights[i] = ((1 - share) * weights[i]) + (share * other.Weight(i));
            mixedSquares[i] = Math.Max(squaredGradients[i], other.SquaredGradient(i));
        }

        return new LinearPart(
            mixedWeights, ((1 - share) * bias) + (share * other.RawBias), mixedSquares, Math.Max(squaredBiasGradient, other.SquaredBiasGradient), Sketch);
    }

    public byte[] ToPayload()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(weights.Length);
        writer.Write(bias);
        writer.Write(squaredBiasGradient);
        foreach (var weight in weights) writer.Write(weight);
        foreach (var square in squaredGradients) writer.Write((Half)Precision.Keep(MathF.Min(MathF.Sqrt(square), LargestRoot), RootBits));
        Sketch.WriteForTransfer(writer);
        return stream.ToArray();
    }

    /// <summary>Reads a part that a stranger may have made, for a given learner.</summary>
    /// <exception cref="ModelFormatException">It does not fit the learner, or is damaged.</exception>
    public static LinearPart Read(ModelPart part, LinearLearner learner)
    {
        part.RequireOneClassOf(learner);
        var reader = new SpanReader(part.Payload);
        reader.Version(Version);
        var length = reader.Int32();
        if (length != learner.Schema.EncodedLength)
            throw new ModelFormatException($"the part has {length} features; the task has {learner.Schema.EncodedLength}");

        return ReadVectors(ref reader, length);
    }

    private static LinearPart ReadVectors(ref SpanReader reader, int length)
    {
        var bias = reader.Double();
        var squaredBiasGradient = new float[1];
        reader.Floats(squaredBiasGradient);
        var (weights, squares) = (new float[length], new float[length]);
        reader.Floats(weights);
        for (var i = 0; i < length; i++) squares[i] = Square((float)BinaryPrimitives.ReadHalfLittleEndian(reader.Bytes(2)));
        var sketch = ClassSketch.ReadTransferred(length, ref reader);
        reader.End();
        if (!double.IsFinite(bias) || squaredBiasGradient[0] < 0) throw new ModelFormatException("the part's bias is not a finite number");
        return new LinearPart(weights, bias, squares, squaredBiasGradient[0], sketch);
    }

    private static float Square(float root) => float.IsFinite(root * root)
        ? root * root
        : throw new ModelFormatException($"a spread of {root} is too large");

    private float Weight(int i) => weights[i];

    private float SquaredGradient(int i) => squaredGradients[i];

    private double RawBias => bias;

    private float SquaredBiasGradient => squaredBiasGradient;
}
