using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Cartel.Learning;

/// <summary>One class's hyperplane in scaled feature space, with AdaGrad's sums of squared gradients.</summary>
/// <remarks>
/// wᵢ ← wᵢ − η·gᵢ / √Gᵢ with Gᵢ = Σ gᵢ² (Duchi, Hazan and Singer, “Adaptive subgradient methods for online learning and
/// stochastic optimization”, JMLR 12, 2011): a step size per weight that needs no schedule.
/// </remarks>
internal sealed class LinearRow(int length)
{
    /// <summary>η, the first step of every weight, in scaled units. From 0.02 to 1, elec, weather, covtype, SEA and
    /// MNIST are all within 2 points of their best at 0.2.</summary>
    public const float Step = 0.2f;

    // Keeps the first division finite and is far below any gradient that matters.
    private const float Epsilon = 1e-8f;

    public float[] Weights { get; } = new float[length];

    public float[] SquaredGradients { get; } = new float[length];

    public float Bias { get; set; }

    public float SquaredBiasGradient { get; set; }

    public float Margin(ReadOnlySpan<float> scaled) => TensorPrimitives.Dot(Weights, scaled) + Bias;

    /// <summary>One AdaGrad step for a loss whose derivative by the margin is <paramref name="slope"/>.</summary>
    public void Descend(ReadOnlySpan<float> scaled, float slope)
    {
        var done = DescendVectors(scaled, slope);
        for (var i = done; i < scaled.Length; i++)
        {
            var gradient = slope * scaled[i];
            SquaredGradients[i] += gradient * gradient;
            Weights[i] -= Step * gradient / MathF.Sqrt(SquaredGradients[i] + Epsilon);
        }

        SquaredBiasGradient += slope * slope;
        Bias -= Step * slope / MathF.Sqrt(SquaredBiasGradient + Epsilon);
    }

    public LinearRow Clone()
    {
        var copy = new LinearRow(Weights.Length) { Bias = Bias, SquaredBiasGradient = SquaredBiasGradient };
        Weights.CopyTo(copy.Weights, 0);
        SquaredGradients.CopyTo(copy.SquaredGradients, 0);
        return copy;
    }

    private int DescendVectors(ReadOnlySpan<float> scaled, float slope)
    {
        var inputs = MemoryMarshal.Cast<float, Vector<float>>(scaled);
        var weights = MemoryMarshal.Cast<float, Vector<float>>(Weights.AsSpan());
        var sums = MemoryMarshal.Cast<float, Vector<float>>(SquaredGradients.AsSpan());
        var epsilon = new Vector<float>(Epsilon);
        for (var i = 0; i < inputs.Length; i++)
        {
            var gradient = inputs[i] * slope;
            sums[i] += gradient * gradient;
            weights[i] -= gradient * Step / Vector.SquareRoot(sums[i] + epsilon);
        }

        return inputs.Length * Vector<float>.Count;
    }
}
