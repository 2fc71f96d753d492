namespace Cartel.Learning;

/// <content>How it decides, in plain numbers.</content>
public sealed partial class NaiveBayesLearner : IExplicitLearner
{
    /// <inheritdoc/>
    public DecisionFormula Formula()
    {
        int[] known = [.. Enumerable.Range(0, _classes.Length).Where(label => _classes[label] is not null)];
        if (known.Length == 0) return new ConstantFormula(Sample.Unlabelled, new float[_classes.Length]);

        return new BayesFormula(
            known,
            [.. known.Select(label => _classes[label]!.Constant + _logSeen[label])],
            [.. _layout.NumericAt],
            [.. known.SelectMany(label => _classes[label]!.Centres.ToArray())],
            [.. known.SelectMany(label => _classes[label]!.Scales.ToArray())],
            ClassStatistics.MostDeviations,
            _layout.CategoriesAt(),
            [.. known.SelectMany(label => _classes[label]!.CategoryLogs())]);
    }
}
