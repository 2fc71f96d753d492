using System.Numerics.Tensors;

namespace Cartel.Learning;

/// <content>How it decides, in plain numbers.</content>
public sealed partial class LinearLearner : IExplicitLearner, IAdoptingLearner
{
    /// <inheritdoc/>
    public DecisionFormula Formula()
    {
        int[] known = [.. Enumerable.Range(0, _rows.Length).Where(label => _rows[label] is not null)];
        if (known.Length == 0) return new ConstantFormula(Sample.Unlabelled, new float[_rows.Length]);

        return new LinearFormula(
            _scaling.Formula(Schema.EncodedLength),
            known,
            [.. known.SelectMany(label => _rows[label]!.Weights.ToArray())],
            [.. known.Select(label => _rows[label]!.Bias)],
            _loss is LinearLoss.Softmax ? MarginLink.Softmax : MarginLink.Sigmoid);
    }

    /// <inheritdoc/>
    /// <remarks>The samples teach the scaling, the sketches and the lengths of steps. Where samples never varied in a column it has no unit yet, and its weight is 0.</remarks>
    public void Adopt(DecisionFormula formula, IReadOnlyList<EncodedSample> samples)
    {
        if (formula is not LinearFormula linear) throw new ArgumentException($"is of no linear model: {Kind} takes no other", nameof(formula));

        var (length, classes) = (Schema.EncodedLength, linear.Classes.Length);
        if (linear.Scaling.Means.Length != length || linear.Scaling.Scales.Length != length || linear.Biases.Length != classes || linear.Weights.Length != classes * length)
            throw new ArgumentException($"has other numbers than {classes} rows of {length} features need", nameof(formula));

        var gain = GainFor(linear);
        var adopted = linear.Classes.Select((label, i) => (Label: label, Row: InRawSpace(linear, i, gain))).ToList();
        Adoption.Require(this, linear.Classes, samples);
        foreach (var sample in samples) Learn(sample.Features, sample.Label);
        foreach (var (label, (weights, bias)) in adopted)
        {
            var learned = _rows[label]!;
            _rows[label] = new LinearPart(weights, bias, learned.SquaredGradients.ToArray(), learned.SquaredBiasGradient, _sketches[label]!).ToRow(_scaling);
        }

        _judged = false;
    }

    // A row of a formula without its scaling, its margins times a gain.
    private static (float[] Weights, double Bias) InRawSpace(LinearFormula formula, int row, float gain)
    {
        var (means, scales) = (formula.Scaling.Means, formula.Scaling.Scales);
        var weights = new float[means.Length];
        double bias = formula.Biases[row];
        for (var i = 0; i < weights.Length; i++)
        {
            var raw = (double)formula.Weights[(row * weights.Length) + i] * scales[i];
            bias -= raw * means[i];
            weights[i] = (float)(gain * raw);
        }

        if (!double.IsFinite(bias) || !TensorPrimitives.IsFiniteAll(weights)) throw new ModelFormatException($"row {row} of the model has a weight that is not a finite number, or too large");
        return (weights, gain * bias);
    }

    // Of two classes, σ of opposite margins m and the softmax of m/2 say the same.
    private float GainFor(LinearFormula formula)
    {
        var own = _loss is LinearLoss.Softmax ? MarginLink.Softmax : MarginLink.Sigmoid;
        if (formula.Link == own) return 1;
        if (formula.Classes.Length == 2 && formula.IsAntisymmetric) return own is MarginLink.Softmax ? 0.5f : 2;

        throw new ArgumentException(
            own is MarginLink.Softmax ? "is one-versus-rest, and a softmax learner cannot say the same: choose the learner “linear-logistic”" : $"is a softmax of more than two classes, and {Kind} cannot say the same: choose the learner “softmax”",
            nameof(formula));
    }
}
