namespace Cartel.Learning;

/// <summary>A learner that can say in plain numbers how it decides, for those who write it in another form.</summary>
public interface IExplicitLearner
{
    /// <summary>How it decides as it stands: independent of the learner, which may go on learning.</summary>
    DecisionFormula Formula();
}

/// <summary>How a model gets from an encoded sample to a probability for each class and to a label, in plain numbers.</summary>
/// <remarks>In exact arithmetic its scores are those of <see cref="IOnlineLearner.Score"/>, its label that of
/// <see cref="IOnlineLearner.Predict"/>: the class of the greatest score, the first of equals. Matrices are row after row.</remarks>
public abstract record DecisionFormula;

/// <summary>Whatever the sample: these scores.</summary>
/// <param name="Label">The label; −1 while no class is known.</param>
/// <param name="Scores">One per class.</param>
public sealed record ConstantFormula(int Label, float[] Scores) : DecisionFormula;

/// <summary>zᵢ = clamp((xᵢ − meanᵢ) · scaleᵢ, ±limit).</summary>
/// <param name="Means">One per encoded feature.</param>
/// <param name="Scales">One per encoded feature.</param>
/// <param name="Limit">The greatest magnitude that is left.</param>
public sealed record InputScaling(float[] Means, float[] Scales, float Limit);

/// <summary>What becomes of margins.</summary>
public enum MarginLink
{
    /// <summary>σ(m) of each, divided by their sum; margins below −80 count as −80.</summary>
    Sigmoid,

    /// <summary>The softmax of all.</summary>
    Softmax,
}

/// <summary>A margin per known class, W·z + b of the scaled sample z.</summary>
/// <param name="Scaling">From x to z.</param>
/// <param name="Classes">The known classes, ascending; at least one.</param>
/// <param name="Weights">W: a row per known class.</param>
/// <param name="Biases">b: one per known class.</param>
/// <param name="Link">From margins to scores.</param>
public sealed record LinearFormula(InputScaling Scaling, int[] Classes, float[] Weights, float[] Biases, MarginLink Link) : DecisionFormula
{
    /// <summary>Whether there are two classes, the margin of one being that of the other with the opposite sign.</summary>
    public bool IsAntisymmetric
    {
        get
        {
            if (Classes.Length != 2 || Biases[0] != -Biases[1]) return false;

            var length = Weights.Length / 2;
            for (var i = 0; i < length; i++)
            {
                if (Weights[i] != -Weights[length + i]) return false;
            }

            return true;
        }
    }
}

/// <summary>Softmax of V·max(0, z·W + b) + c over the known classes.</summary>
/// <param name="Scaling">From x to z.</param>
/// <param name="Classes">The known classes, ascending; at least one.</param>
/// <param name="Hidden">How many units the hidden layer has.</param>
/// <param name="Inner">W: a row per encoded feature.</param>
/// <param name="InnerBiases">b: one per unit.</param>
/// <param name="Outer">V: a row per known class.</param>
/// <param name="OuterBiases">c: one per known class.</param>
public sealed record NetworkFormula(
    InputScaling Scaling, int[] Classes, int Hidden, float[] Inner, float[] InnerBiases, float[] Outer, float[] OuterBiases) : DecisionFormula;

/// <summary>Softmax over the known classes of constant − ½ Σ min(|x − centre| · scale, most)² + Σ log of each category that is there.</summary>
/// <remarks>Numbers count as at most <see cref="Largest"/>.</remarks>
/// <param name="Classes">The known classes, ascending; at least one.</param>
/// <param name="Constants">One per known class.</param>
/// <param name="Numbers">Which encoded features are numbers.</param>
/// <param name="Centres">A row of one per number for each known class.</param>
/// <param name="Scales">Likewise.</param>
/// <param name="MostDeviations">A number counts as no further from its centre.</param>
/// <param name="Categories">Which encoded features stand for a category: 1 where it is there, else 0.</param>
/// <param name="CategoryLogs">A row of one per category for each known class.</param>
public sealed record BayesFormula(
    int[] Classes, float[] Constants, int[] Numbers, float[] Centres, float[] Scales, float MostDeviations, int[] Categories, float[] CategoryLogs) : DecisionFormula
{
    /// <summary>The greatest magnitude of a number that counts.</summary>
    public const float Largest = ColumnLayout.Largest;
}
