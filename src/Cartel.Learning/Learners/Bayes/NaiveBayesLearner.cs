namespace Cartel.Learning;

/// <summary>Naive Bayes: each class has a normal density per number and smoothed counts per category, independent of each other.</summary>
/// <remarks>
/// <para>With nₖ the samples of class k, the score of a sample is</para>
/// <code>ln P(k) + Σ ln N(xᵢ; μₖᵢ, max(σₖᵢ, fᵢ)²) + Σ ln((nₖⱼ + 1) / (Σ nₖⱼ + mⱼ))</code>
/// <para>over numbers i and nominal columns j with mⱼ categories (Laplace's rule); a missing category adds nothing.
/// Probabilities are the softmax of the scores. P(k) counts the labels of this model's own stream, plus one.</para>
/// <para>Deviations from the textbook: σ has a floor fᵢ (<see cref="ColumnSpreads"/>), so that a pixel which a class
/// has never lit is no proof against it; a number counts as at most 10⁴ deviations from the mean.</para>
/// <para>O(classes × features) time a sample to predict, O(features) to learn, vectorised; 24 bytes a number and 12 a
/// category for each known class; no allocation per sample but for the first of a class.</para>
/// <para>Parts: one per class, <c>class:k</c>, its statistics in raw units. Averaging is exact: the result is that of
/// one model which has seen both agents' samples. A class that stands alone is complete: rehearsing is replacing.</para>
/// <para>G. H. John and P. Langley, “Estimating continuous distributions in Bayesian classifiers”, UAI 1995.</para>
/// </remarks>
public sealed partial class NaiveBayesLearner : IOnlineLearner
{
    internal const string Name = "naive-bayes";

    private readonly ColumnLayout _layout;
    private readonly ClassStatistics?[] _classes;
    private readonly long[] _seen;
    private readonly float[] _logSeen;
    private readonly ColumnSpreads _spreads;
    private readonly float[] _last;
    private readonly float[] _numbers;
    private readonly int[] _categories;
    private readonly float[] _scores;

    /// <summary>Makes an untrained learner.</summary>
    /// <param name="schema">The task's columns and classes.</param>
    public NaiveBayesLearner(FeatureSchema schema)
        : this(schema, new ColumnLayout(schema))
    {
    }

    private NaiveBayesLearner(FeatureSchema schema, ColumnLayout layout)
        : this(schema, layout, new ColumnSpreads(layout))
    {
    }

    private NaiveBayesLearner(FeatureSchema schema, ColumnLayout layout, ColumnSpreads spreads)
    {
        (Schema, _layout, _spreads) = (schema, layout, spreads);
        _classes = new ClassStatistics?[schema.Classes.Count];
        (_seen, _logSeen, _scores) = (new long[_classes.Length], new float[_classes.Length], new float[_classes.Length]);
        _last = new float[schema.EncodedLength];
        // Equal to no sample.
        _last.AsSpan().Fill(float.NaN);
        (_numbers, _categories) = (new float[layout.Padded], new int[layout.Blocks]);
    }

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long SamplesLearned { get; private set; }

    /// <inheritdoc/>
    public long ModelBytes =>
        (_classes.Count(static known => known is not null) * ClassStatistics.BytesOf(_layout)) + (_layout.Padded * 8L) + (_classes.Length * 12L);

    /// <inheritdoc/>
    public long Evidence(int label) => _classes[Schema.RequireLabel(label)]?.Count ?? 0;

    /// <inheritdoc/>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        Schema.RequireFeatures(features);
        var best = Judge(features);
        if (best < 0) return new Prediction(Sample.Unlabelled, 0);

        var sum = 0f;
        foreach (var score in _scores)
        {
            var gap = score - _scores[best];
            // Less than this is no part of a float's 1.
            if (gap > -20) sum += gap == 0 ? 1 : MathF.Exp(gap);
        }

        return new Prediction(best, 1 / sum);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Schema.RequireFeatures(features);
        Schema.RequireProbabilities(probabilities);
        var best = Judge(features);
        var sum = 0f;
        for (var k = 0; k < probabilities.Length; k++) sum += probabilities[k] = best < 0 ? 0 : MathF.Exp(_scores[k] - _scores[best]);
        for (var k = 0; k < probabilities.Length && sum > 0; k++) probabilities[k] /= sum;
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        Schema.RequireFeatures(features);
        Schema.RequireLabel(label);

        SamplesLearned++;
        _logSeen[label] = MathF.Log(++_seen[label] + 1);
        Read(features);
        (_classes[label] ??= new ClassStatistics(_layout)).Observe(_numbers, _categories, _spreads);
        // Spreads that follow every sample would cost each class its derived values every time.
        if (long.IsPow2(SamplesLearned)) SetSpreads();
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes) =>
        [.. from label in classes
            where _classes[Schema.RequireLabel(label)] is not null
            let known = _classes[label]!
            select new ModelPart(
                Kind, Schema.Hash, $"class:{label}", [label], Math.Min(known.Count, ModelPart.MostEvidence), StatisticsPart.Write(known, _layout))];

    /// <inheritdoc/>
    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        // All are read before any is merged: a bad one leaves the model as it was.
        var read = parts.Select(part => (Label: part.RequireOneClassOf(this), Statistics: StatisticsPart.Read(part, _layout))).ToList();
        foreach (var (label, borrowed) in read.Where(static part => part.Statistics.Count > 0))
        {
            if (_classes[label] is null) Welcome(label);
            if (style is MergeStyle.Average && _classes[label] is { } known && known.Count <= ModelPart.MostEvidence) known.Pool(borrowed);
            else _classes[label] = borrowed;
        }

        SetSpreads();
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone()
    {
        var copy = new NaiveBayesLearner(Schema, _layout, _spreads.Clone()) { SamplesLearned = SamplesLearned };
        for (var k = 0; k < _classes.Length; k++)
            (copy._classes[k], copy._seen[k], copy._logSeen[k]) = (_classes[k]?.Clone(_spreads), _seen[k], _logSeen[k]);

        return copy;
    }

    /// <inheritdoc/>
    public IOnlineLearner Untrained() => new NaiveBayesLearner(Schema, _layout);

    /// <inheritdoc/>
    public byte[] Save() => StatisticsSnapshot.Write(this, _layout, _seen, _classes, _spreads);

    internal static NaiveBayesLearner Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var layout = new ColumnLayout(schema);
        reader.Version(StatisticsSnapshot.Version);
        var samples = reader.Count();
        var learner = new NaiveBayesLearner(schema, layout, ColumnSpreads.Read(layout, ref reader)) { SamplesLearned = samples };
        StatisticsSnapshot.ReadClasses(ref reader, layout, learner._seen, learner._classes);
        for (var k = 0; k < learner._seen.Length; k++)
        {
            learner._logSeen[k] = MathF.Log(learner._seen[k] + 1);
            learner._classes[k]?.Derive(learner._spreads);
        }

        return learner;
    }

    // Until the stream says otherwise, a borrowed class is as frequent as the others are on average.
    private void Welcome(int label)
    {
        _seen[label] = SamplesLearned / Math.Max(1, _classes.Count(static known => known is not null));
        _logSeen[label] = MathF.Log(_seen[label] + 1);
    }

    private void SetSpreads()
    {
        _spreads.Set(_classes);
        foreach (var known in _classes) known?.Derive(_spreads);
    }

    // Who predicts a sample and then learns it need not pay for its categories twice.
    private void Read(ReadOnlySpan<float> features)
    {
        if (features.SameAs(_last)) return;

        features.CopyTo(_last);
        _layout.Read(features, _numbers, _categories);
    }

    /// <summary>Scores every known class; unknown ones get −∞.</summary>
    /// <returns>The best, or −1 while none is known.</returns>
    private int Judge(ReadOnlySpan<float> features)
    {
        Read(features);
        var best = -1;
        for (var k = 0; k < _classes.Length; k++)
        {
            _scores[k] = _classes[k] is { } known ? known.LogDensity(_numbers, _categories) + _logSeen[k] : float.NegativeInfinity;
            if (_classes[k] is not null && (best < 0 || _scores[k] > _scores[best])) best = k;
        }

        return best;
    }
}
