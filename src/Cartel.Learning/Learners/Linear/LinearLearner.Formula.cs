namespace Cartel.Learning;

/// <content>How it decides, in plain numbers.</content>
public sealed partial class LinearLearner : IExplicitLearner
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
}
