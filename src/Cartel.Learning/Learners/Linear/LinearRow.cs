using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>One class's hyperplane in scaled feature space, with AdaGrad's sums of squared gradients.</summary>
/// <remarks>
/// <para>For each weight whose gradient is not zero, with its first step η and memory τ (<see cref="LinearSteps"/>):</para>
/// <code>G ← (1 − 1/τ)·G + g²,   w ← w − η·g / √G</code>
/// <para>AdaGrad of Duchi, Hazan and Singer, “Adaptive subgradient methods for online learning and stochastic
/// optimization”, JMLR 12, 2011, is τ = ∞; its steps vanish, so that it follows drift ever more slowly. With a memory
/// they do not fall below η / √τ times the gradient over its usual size. A weight forgets by its own steps, not by
/// time: what is rare keeps its short steps. The bias is the weight of an input that is always 1 (<see cref="LinearInput"/>).</para>
/// </remarks>
internal sealed class LinearRow(int length)
{
    // Keeps the first division finite and is far below any gradient that matters.
    private const float Epsilon = 1e-8f;

    private readonly float[] _weights = new float[Lanes.RoundUp(length + 1)];
    private readonly float[] _squares = new float[Lanes.RoundUp(length + 1)];

    public Span<float> Weights => _weights.AsSpan(0, length);

    public Span<float> SquaredGradients => _squares.AsSpan(0, length);

    public ref float Bias => ref _weights[length];

    public ref float SquaredBiasGradient => ref _squares[length];

    /// <summary>The length of the weights without the bias, as a vector.</summary>
    public float Norm => TensorPrimitives.Norm<float>(Weights);

    /// <summary>The size in memory of a row.</summary>
    public static long BytesOf(int length) => Lanes.RoundUp(length + 1) * 8L;

    public float Margin(LinearInput input)
    {
        var values = input.Lanes;
        var weights = _weights.AsLanes();
        var sum = Vector256<float>.Zero;
        foreach (var i in input.Active) sum = Vector256.FusedMultiplyAdd(values[i], weights[i], sum);
        return Vector256.Sum(sum);
    }

    /// <summary>One step down a loss whose derivative by the margin is <paramref name="slope"/>.</summary>
    public void Descend(LinearInput input, float slope, LinearSteps steps)
    {
        var values = input.Lanes;
        var weights = _weights.AsLanes();
        var sums = _squares.AsLanes();
        var (epsilon, kept, first) = (Vector256.Create(Epsilon), Vector256.Create(steps.Kept), Vector256.Create(slope * steps.First));
        // Where the input is 0, so is the gradient, and nothing changes.
        foreach (var i in input.Active)
        {
            var value = values[i];
            var gradient = value * slope;
            var former = Vector256.ConditionalSelect(Vector256.Equals(value, Vector256<float>.Zero), sums[i], sums[i] * kept);
            var sum = sums[i] = former + (gradient * gradient);
            weights[i] -= value * first / Vector256.Sqrt(sum + epsilon);
        }
    }

    /// <summary>A copy, in the memory of a row of the same length if there is one to spare.</summary>
    public LinearRow Clone(LinearRow? spare)
    {
        var copy = spare ?? new LinearRow(length);
        _weights.CopyTo(copy._weights, 0);
        _squares.CopyTo(copy._squares, 0);
        return copy;
    }
}
