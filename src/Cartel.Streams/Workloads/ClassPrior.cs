using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>The classes of a phase with their shares.</summary>
internal sealed class ClassPrior
{
    private readonly int[] _labels;
    private readonly double[] _shares;
    private readonly double[] _upTo;

    /// <param name="weights">Weights above 0 by class name.</param>
    /// <param name="schema">Knows every name.</param>
    public ClassPrior(IReadOnlyDictionary<string, double> weights, FeatureSchema schema)
    {
        // In label order, so that two documents which differ in the order of keys mean the same stream.
        var ordered = weights
            .Select(pair => (Label: schema.IndexOfClass(pair.Key), Weight: pair.Value))
            .OrderBy(static pair => pair.Label)
            .ToArray();
        var total = ordered.Sum(static pair => pair.Weight);
        _labels = [.. ordered.Select(static pair => pair.Label)];
        _shares = [.. ordered.Select(pair => pair.Weight / total)];
        _upTo = new double[ordered.Length];
        var sum = 0.0;
        for (var i = 0; i < ordered.Length; i++) _upTo[i] = sum += _shares[i];
    }

    /// <summary>The class at a point of [0, 1).</summary>
    public int LabelAt(double point)
    {
        var i = 0;
        while (i < _labels.Length - 1 && point >= _upTo[i]) i++;
        return _labels[i];
    }

    /// <summary>Whole numbers in the proportion of the shares, by largest remainder (Hamilton), which sum to the total.</summary>
    public IReadOnlyList<(int Label, int Count)> Apportion(int total)
    {
        var quotas = _shares.Select(share => total * share).ToArray();
        var counts = quotas.Select(static quota => (int)quota).ToArray();
        var byRemainder = Enumerable.Range(0, counts.Length).OrderByDescending(i => quotas[i] - counts[i]).ThenBy(static i => i);
        foreach (var i in byRemainder.Take(total - counts.Sum())) counts[i]++;
        return [.. _labels.Zip(counts)];
    }
}
