namespace Cartel.Learning;

/// <summary>How often each class occurred, was predicted, and was predicted rightly; and what follows from that.</summary>
/// <remarks>
/// <para>With nᵢ labels, mᵢ predictions and hᵢ hits of class i, n samples in all, and r labels equal to the one before:</para>
/// <code>
/// accuracy = Σ hᵢ / n,   recallᵢ = hᵢ / nᵢ,   precisionᵢ = hᵢ / mᵢ,   F1ᵢ = 2hᵢ / (nᵢ + mᵢ),   macro F1 = mean of F1ᵢ
/// kappa = κ(Σ nᵢ mᵢ / n²),   kappa-M = κ(max nᵢ / n),   kappa-temporal = κ(r / n),   where κ(b) = (accuracy − b) / (1 − b)
/// </code>
/// <para>Each kappa is 1 if all is right, 0 if no better than its baseline, and below 0 if worse: chance that keeps both
/// distributions; always the most frequent class; always the previous label. On a stream with long runs of one label only
/// the last one tells a learner from a parrot. With delayed labels the previous label is that of the sample before, which
/// the learner does not know yet: the baseline is then the stricter for it.</para>
/// <para>A sample without a prediction counts as wrong, and as a prediction of no class; the first label of a stream
/// repeats none. A figure that is 0 / 0 is null: there is nothing to judge. For a kappa that is also the case where its
/// baseline is always right. Macro F1 is over the classes that occurred or were predicted. (scikit-learn says NaN for such
/// a kappa, and 0 for such recalls and precisions.)</para>
/// <para>J. Cohen, “A coefficient of agreement for nominal scales”, Educational and Psychological Measurement 20(1), 1960,
/// 37–46. kappa-M: A. Bifet et al., “Efficient online evaluation of big data stream classifiers”, KDD 2015, 59–68; MOA
/// takes the most frequent class so far for the baseline, here it is that of all the samples counted: stricter, and
/// the same in whichever order they came. kappa-temporal: I. Žliobaitė et al., “Evaluation methods and decision theory for
/// classification of streaming data with temporal dependence”, Machine Learning 98(3), 2015, 455–482.</para>
/// <para>O(1) a sample; O(classes) to read a kappa or macro F1; 24 bytes a class.</para>
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

    /// <summary>How many of them had the label of the sample before.</summary>
    public long Repeats { get; private set; }

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
    public double? Accuracy => Agreement.Share(Hits, Count);

    /// <summary>Cohen's kappa, against chance; null if there is nothing to judge.</summary>
    public double? Kappa => Agreement.Beyond(Accuracy, Agreement.Chance<long>(_labels, _predictions, Count));

    /// <summary>Kappa-M, against always predicting the most frequent class; null if there is nothing to judge.</summary>
    public double? KappaM => Agreement.Beyond(Accuracy, MajorityAccuracy);

    /// <summary>Kappa-temporal, against always predicting the previous label; null if there is nothing to judge.</summary>
    public double? KappaTemporal => Agreement.Beyond(Accuracy, NoChangeAccuracy);

    /// <summary>The accuracy of always predicting the most frequent class; null if there are no samples.</summary>
    public double? MajorityAccuracy => Agreement.Majority<long>(_labels, Count);

    /// <summary>The accuracy of always predicting the previous label; null if there are no samples.</summary>
    public double? NoChangeAccuracy => Agreement.Share(Repeats, Count);

    /// <summary>The mean of the classes' F1; null if there are no samples.</summary>
    public double? MacroF1 => Agreement.MacroF1<long>(_labels, _predictions, _hits);

    /// <summary>The share of a class's samples that were predicted as such; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Recall(int label) => Agreement.Share(_hits[RequireClass(label)], _labels[label]);

    /// <summary>The share of a class's predictions that were right; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Precision(int label) => Agreement.Share(_hits[RequireClass(label)], _predictions[label]);

    /// <summary>The harmonic mean of a class's recall and precision; null if it neither occurred nor was predicted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? F1(int label) => Agreement.F1(_labels[RequireClass(label)], _predictions[label], _hits[label]);

    internal void Add(int label, int predicted, bool repeated) => Change(label, predicted, repeated, 1);

    internal void Remove(int label, int predicted, bool repeated) => Change(label, predicted, repeated, -1);

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Repeats);
        for (var i = 0; i < ClassCount; i++)
        {
            writer.Write(_labels[i]);
            writer.Write(_predictions[i]);
            writer.Write(_hits[i]);
        }
    }

    internal void Read(ref SpanReader reader)
    {
        Repeats = reader.Int64();
        for (var i = 0; i < ClassCount; i++)
        {
            (_labels[i], _predictions[i], _hits[i]) = (reader.Int64(), reader.Int64(), reader.Int64());
            if (_hits[i] < 0 || _hits[i] > Math.Min(_labels[i], _predictions[i]) || _labels[i] > long.MaxValue - Count)
                throw new ModelFormatException($"class {i} cannot have {_labels[i]} labels, {_predictions[i]} predictions and {_hits[i]} hits");

            (Count, Hits) = (Count + _labels[i], Hits + _hits[i]);
        }

        var predictions = 0m;
        foreach (var count in _predictions) predictions += count;
        if (Repeats < 0 || Repeats > Math.Max(0, Count - 1)) throw new ModelFormatException($"{Repeats} labels like the one before among {Count}");
        if (predictions > Count) throw new ModelFormatException($"{predictions} predictions for {Count} samples");
    }

    private void Change(int label, int predicted, bool repeated, int by)
    {
        Count += by;
        if (repeated) Repeats += by;
        _labels[label] += by;
        if (predicted >= 0) _predictions[predicted] += by;
        if (predicted != label) return;

        _hits[label] += by;
        Hits += by;
    }

    private int RequireClass(int label) => Require.Between(label, 0, ClassCount - 1);
}
