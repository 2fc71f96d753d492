using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>One class's hyperplane in scaled feature space, with AdaGrad's sums of squared gradients.</summary>
/// <remarks>
/// wᵢ ← wᵢ − η·gᵢ / √Gᵢ with Gᵢ = Σ gᵢ² (Duchi, Hazan and Singer, “Adaptive subgradient methods for online learning and
/// stochastic optimization”, JMLR 12, 2011): a step size per weight that needs no schedule. The bias is the weight of
/// an input that is always 1 (<see cref="LinearInput"/>).
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

    /// <summary>One AdaGrad step for a loss whose derivative by the margin is <paramref name="slope"/>.</summary>
    /// <param name="input">The scaled sample.</param>
    /// <param name="slope">Of the loss.</param>
    /// <param name="step">η.</param>
    public void Descend(LinearInput input, float slope, float step)
    {
        var values = input.Lanes;
        var weights = _weights.AsLanes();
        var sums = _squares.AsLanes();
        var epsilon = Vector256.Create(Epsilon);
        // Where the input is 0, so is the gradient, and nothing changes.
        foreach (var i in input.Active)
        {
            var gradient = values[i] * slope;
            var sum = sums[i] = sums[i] + (gradient * gradient);
            weights[i] -= gradient * step / Vector256.Sqrt(sum + epsilon);
        }
    }

    public LinearRow Clone()
    {
        var copy = new LinearRow(length);
        _weights.CopyTo(copy._weights, 0);
        _squares.CopyTo(copy._squares, 0);
        return copy;
    }
}
