using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>The loss that the rows descend, as a function of their margins m and the sample's class.</summary>
public enum LinearLoss
{
    /// <summary>Each row ln(1 + e^(−ym)), y = ±1: one versus the rest; calibrated probabilities.</summary>
    Logistic,

    /// <summary>Each row max(0, 1 − ym), y = ±1: online support vector machines; learns only from samples within the margin.</summary>
    Hinge,

    /// <summary>All rows together −ln(e^mₖ / Σ e^m), k the sample's class: multinomial logistic regression.</summary>
    Softmax,
}

/// <summary>The losses' arithmetic on one margin per class, in whole vectors; −∞ stands for a class that is not known.</summary>
internal static class LinearLossFunctions
{
    // Beside the constant under AdaGrad's root, such a slope moves a weight by less than 1e−4 of a first step.
    private const float Negligible = 1e-9f;

    /// <summary>What each class weighs by its margin: σ(m) of each by itself, or the softmax of all.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="margins">One per class.</param>
    /// <param name="best">A class of the largest margin.</param>
    /// <param name="weights">As long as the margins; 0 for unknown classes.</param>
    /// <returns>The sum of the weights.</returns>
    public static float Weigh(this LinearLoss loss, float[] margins, int best, float[] weights)
    {
        var from = margins.AsLanes();
        var to = weights.AsLanes();
        var sum = Vector256<float>.Zero;
        // Further out, the weight is a subnormal number, on which processors are a hundred times slower.
        var furthest = Vector256.Create(80f);
        var (highest, unknown) = (Vector256.Create(margins[best]), Vector256.Create(float.NegativeInfinity));
        for (var i = 0; i < from.Length; i++)
        {
            var weight = loss is LinearLoss.Softmax
                ? Lanes.Exp(Vector256.Max(from[i] - highest, -furthest))
                : Vector256<float>.One / (Vector256<float>.One + Lanes.Exp(Vector256.Min(-from[i], furthest)));
            to[i] = weight & Vector256.GreaterThan(from[i], unknown);
            sum += to[i];
        }

        return Vector256.Sum(sum);
    }

    /// <summary>The derivative of the loss by each margin; of unknown classes' margins 0.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="margins">One per class.</param>
    /// <param name="label">The sample's class; its margin is known.</param>
    /// <param name="slopes">Holds the weights, and then the derivatives.</param>
    /// <param name="sum">The sum of the weights.</param>
    public static void Slopes(this LinearLoss loss, float[] margins, int label, float[] slopes, float sum)
    {
        if (loss is LinearLoss.Hinge)
        {
            for (var k = 0; k < margins.Length; k++) slopes[k] = margins[k] > -1 ? 1 : 0;
            slopes[label] = margins[label] < 1 ? -1 : 0;
            return;
        }

        var to = slopes.AsLanes();
        var share = Vector256.Create(loss is LinearLoss.Softmax ? 1 / sum : 1);
        for (var i = 0; i < to.Length; i++)
        {
            var slope = to[i] * share;
            to[i] = slope & Vector256.GreaterThan(slope, Vector256.Create(Negligible));
        }

        slopes[label] -= 1;
    }
}
