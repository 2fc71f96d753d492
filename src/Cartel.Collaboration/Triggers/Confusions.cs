using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>What a model predicted of which class lately: each sample was predicted before it was learned.</summary>
/// <remarks>Beyond 1,000 samples all counts are halved, so that a model that improves is known as it is. 8 bytes a pair of classes;
/// a task of more than 64 classes has none, and <see cref="BlackBoxShift"/> no estimate.</remarks>
internal sealed class Confusions
{
    private const int MostClasses = 64;
    private const double Memory = 1000;

    // A column from fewer is noise.
    private const double LeastSamples = 5;

    private readonly double[,] _counts;
    private double _total;

    public Confusions(int classes) => _counts = classes <= MostClasses ? new double[classes, classes] : new double[0, 0];

    /// <summary>Takes one labelled sample.</summary>
    public void Add(int label, int predicted)
    {
        if (predicted < 0 || _counts.Length == 0) return;

        _counts[predicted, label]++;
        if (++_total <= Memory) return;

        _total = 0;
        for (var i = 0; i < _counts.GetLength(0); i++)
        {
            for (var j = 0; j < _counts.GetLength(1); j++) _total += _counts[i, j] /= 2;
        }
    }

    /// <summary>The class mix that explains what is predicted of samples without labels; null where that cannot be told.</summary>
    /// <param name="predictions">Samples by prediction, of all classes.</param>
    /// <returns>Shares of all classes; 0 for those of which too few samples with labels came.</returns>
    public double[]? Explain(ReadOnlySpan<long> predictions)
    {
        int[] known = [.. Enumerable.Range(0, _counts.GetLength(0)).Where(label => Column(label) >= LeastSamples)];
        var (counts, confusions) = (new long[known.Length], new double[known.Length, known.Length]);
        for (var i = 0; i < known.Length; i++)
        {
            counts[i] = predictions[known[i]];
            // A column of which every prediction was of an unknown class must not be empty.
            for (var j = 0; j < known.Length; j++) confusions[i, j] = _counts[known[i], known[j]] + (i == j ? 0.5 : 0);
        }

        if (known.Length < 2 || counts.Sum() == 0) return null;

        var labelled = known.Sum(Column);
        var (mix, _) = BlackBoxShift.Estimate(confusions, counts, [.. known.Select(label => Column(label) / labelled)]);
        if (mix is null) return null;

        var all = new double[predictions.Length];
        for (var i = 0; i < known.Length; i++) all[known[i]] = mix[i];
        return all;
    }

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_total);
        foreach (var count in _counts) writer.Write(count);
    }

    public void Restore(ref SpanReader reader)
    {
        var values = new double[1 + _counts.Length];
        reader.Doubles(values);
        if (values.Any(static value => value is < 0 or > 2 * Memory)) throw new ModelFormatException("confusions below 0 or beyond their memory");

        _total = values[0];
        Buffer.BlockCopy(values, sizeof(double), _counts, 0, _counts.Length * sizeof(double));
    }

    private double Column(int label) => Enumerable.Range(0, _counts.GetLength(0)).Sum(predicted => _counts[predicted, label]);
}
