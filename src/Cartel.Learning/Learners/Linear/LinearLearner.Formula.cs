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

        var gain = GainFor(linear);
        Adoption.Require(this, linear.Classes, samples);
        foreach (var sample in samples) Learn(sample.Features, sample.Label);
        for (var i = 0; i < linear.Classes.Length; i++)
        {
            var label = linear.Classes[i];
            var part = LinearPart.Of(linear, i, gain, _rows[label]!, _sketches[label]!);
            _rows[label] = part.ToRow(_scaling);
        }

        _judged = false;
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
