namespace Cartel.Learning;

/// <content>Its numbers: a block a class with how often its label was seen, its evidence, the sum and sum of squares of each
/// number, and the counts of the categories. Sums of two streams added are those of both: exact pooling.</content>
public sealed partial class NaiveBayesLearner : IVectorModel
{
    private const int Counts = 2;

    /// <inheritdoc/>
    public ModelVector ToVector() => new([.. _classes.Select((known, label) => Sums(known, _seen[label]))]);

    /// <inheritdoc/>
    public void Become(ModelVector vector)
    {
        for (var k = 0; k < _classes.Length; k++)
        {
            if (vector.Blocks[k] is not { } sums) continue;

            _seen[k] = (long)Math.Round(sums[0]);
            _logSeen[k] = MathF.Log(_seen[k] + 1);
            _classes[k] = sums[1] > 0 ? Statistics(sums) : null;
        }

        SetSpreads();
    }

    /// <inheritdoc/>
    public bool IsSums(int block) => true;

    private double[] Sums(ClassStatistics? known, long seen)
    {
        var sums = new double[Counts + (2 * _layout.Numbers) + _layout.Categories];
        if (known is null) return sums;

        (sums[0], sums[1]) = (seen, known.Count);
        for (var i = 0; i < _layout.Numbers; i++)
        {
            sums[Counts + i] = known.Count * known.Means[i];
            sums[Counts + _layout.Numbers + i] = known.Squares[i] + (known.Count * known.Means[i] * known.Means[i]);
        }

        known.Counts.CopyTo(sums, Counts + (2 * _layout.Numbers));
        return sums;
    }

    // A class of less than one sample, on average over many models, is one of a sample.
    private ClassStatistics Statistics(double[] sums)
    {
        var count = Math.Max(1, (long)Math.Round(sums[1]));
        var statistics = new ClassStatistics(_layout) { Count = count };
        for (var i = 0; i < _layout.Numbers; i++)
        {
            var mean = statistics.Means[i] = sums[Counts + i] / sums[1];
            statistics.Squares[i] = Math.Max(0, (sums[Counts + _layout.Numbers + i] / sums[1]) - (mean * mean)) * count;
        }

        for (var i = 0; i < _layout.Categories; i++) statistics.Counts[i] = Math.Max(0, sums[Counts + (2 * _layout.Numbers) + i] * count / sums[1]);
        for (var i = 0; i < _layout.Blocks; i++)
        {
            foreach (var occurrences in statistics.Counts.AsSpan(_layout.CategoriesOf(i))) statistics.Totals[i] += occurrences;
        }

        return statistics;
    }
}
