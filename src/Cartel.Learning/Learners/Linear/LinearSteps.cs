namespace Cartel.Learning;

/// <summary>How far the rows of a linear learner step.</summary>
/// <param name="First">η, the length of a weight's first step, in scaled units.</param>
/// <param name="Memory">τ, over how many of a weight's own steps its sum of squared gradients remembers.</param>
/// <remarks>
/// The defaults are the longest memories that keep up with drift on elec, weather and SEA, per loss, and are within a
/// point of their best on MNIST: long steps follow labels that come in runs, and never settle where nothing drifts.
/// </remarks>
internal readonly record struct LinearSteps(float First, float Memory)
{
    /// <summary>The part of a sum that a step keeps.</summary>
    public float Kept => 1 - (1 / Memory);

    public static LinearSteps Default(LinearLoss loss) => loss switch
    {
        LinearLoss.Hinge => new(0.3f, 500),
        LinearLoss.Softmax => new(0.2f, 5000),
        _ => new(0.2f, 2000),
    };

    /// <summary>Takes <c>step</c> and <c>memory</c> from a learner's settings.</summary>
    public static LinearSteps From(Settings settings, LinearLoss loss)
    {
        var usual = Default(loss);
        return new(settings.Number("step", usual.First, 1e-4f, 10f), settings.Number("memory", usual.Memory, 10f, 1e9f));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(First);
        writer.Write(Memory);
    }

    public static LinearSteps Read(ref SpanReader reader)
    {
        Span<float> values = stackalloc float[2];
        reader.Floats(values);
        return values[0] is >= 1e-4f and <= 10f && values[1] is >= 10f and <= 1e9f
            ? new LinearSteps(values[0], values[1])
            : throw new ModelFormatException($"a first step of {values[0]} and a memory of {values[1]} steps");
    }
}
