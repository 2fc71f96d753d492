namespace Cartel.Learning;

/// <summary>How often each class occurred, was predicted, and was predicted rightly; and what follows from that.</summary>
/// <remarks>
/// <para>With nᵢ labels, mᵢ predictions and hᵢ hits of class i, and n samples in all:</para>
/// <code>accuracy = Σ hᵢ / n,   recallᵢ = hᵢ / nᵢ,   precisionᵢ = hᵢ / mᵢ,   kappa = (accuracy − c) / (1 − c),   c = Σ nᵢ mᵢ / n²</code>
/// <para>A sample without a prediction counts as wrong, and as a prediction of no class. A figure that is 0 / 0 is null:
/// there is nothing to judge. For kappa that is also the case where all labels and all predictions are of one class, as
/// chance alone would then agree always. (scikit-learn says NaN there, and 0 for such recalls and precisions.)</para>
/// <para>J. Cohen, “A coefficient of agreement for nominal scales”, Educational and Psychological Measurement 20(1), 1960,
/// 37–46. O(1) a sample; O(classes) to read kappa; 24 bytes a class.</para>
/// </remarks>
public sealed class ClassTally
{
    private readonly long[] _labels;
    private readonly long[] _predictions;
    private readonly long[] _hits;

    internal ClassTally(int classCount) =>
        (_labels, _predictions, _hits) = (new long[classCount], new long[classCount], new long[classCount]);

    /// <summary>How many classes there are.</summary>
    public int ClassCount => _labels.Length;

    /// <summary>How many samples were counted.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them were predicted rightly.</summary>
    public long Hits { get; private set; }

    /// <summary>Labels per class.</summary>
    public ReadOnlySpan<long> LabelCounts => _labels;

    /// <summary>Predictions per class.</summary>
    public ReadOnlySpan<long> PredictionCounts => _predictions;

    /// <summary>Right predictions per class.</summary>
    public ReadOnlySpan<long> HitCounts => _hits;

    /// <summary>How many of the samples are of a class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long Support(int label) => _labels[RequireClass(label)];

    /// <summary>The share of right predictions; null if there are no samples.</summary>
    public double? Accuracy => Share(Hits, Count);

    /// <summary>Cohen's kappa: 1 if all is right, 0 if no better than chance; null if there is nothing to judge.</summary>
    public double? Kappa
    {
        get
        {
            if (Count == 0) return null;

            var chance = 0.0;
            for (var i = 0; i < ClassCount; i++) chance += _labels[i] / (double)Count * (_predictions[i] / (double)Count);
            return chance < 1 ? (Hits / (double)Count - chance) / (1 - chance) : null;
        }
    }

    /// <summary>The share of a class's samples that were predicted as such; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Recall(int label) => Share(_hits[RequireClass(label)], _labels[label]);

    /// <summary>The share of a class's predictions that were right; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Precision(int label) => Share(_hits[RequireClass(label)], _predictions[label]);

    internal void Add(int label, int predicted) => Change(label, predicted, 1);

    internal void Remove(int label, int predicted) => Change(label, predicted, -1);

    internal void Write(BinaryWriter writer)
    {
        for (var i = 0; i < ClassCount; i++)
        {
            writer.Write(_labels[i]);
            writer.Write(_predictions[i]);
            writer.Write(_hits[i]);
        }
    }

    internal void Read(ref SpanReader reader)
    {
        for (var i = 0; i < ClassCount; i++)
        {
            (_labels[i], _predictions[i], _hits[i]) = (reader.Int64(), reader.Int64(), reader.Int64());
            if (_hits[i] < 0 || _hits[i] > Math.Min(_labels[i], _predictions[i]) || _labels[i] > long.MaxValue - Count)
                throw new ModelFormatException($"class {i} cannot have {_labels[i]} labels, {_predictions[i]} predictions and {_hits[i]} hits");

            (Count, Hits) = (Count + _labels[i], Hits + _hits[i]);
        }

        var predictions = 0m;
        foreach (var count in _predictions) predictions += count;
        if (predictions > Count) throw new ModelFormatException($"{predictions} predictions for {Count} samples");
    }

    private void Change(int label, int predicted, int by)
    {
        Count += by;
        _labels[label] += by;
        if (predicted >= 0) _predictions[predicted] += by;
        if (predicted != label) return;

        _hits[label] += by;
        Hits += by;
    }

    private int RequireClass(int label) => Require.Between(label, 0, ClassCount - 1);

    private static double? Share(long part, long whole) => whole == 0 ? null : part / (double)whole;
}
