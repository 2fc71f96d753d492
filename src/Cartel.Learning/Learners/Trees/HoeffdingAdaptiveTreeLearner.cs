namespace Cartel.Learning;

/// <summary>Hoeffding tree (VFDT): a decision tree that grows where enough samples have shown which split is best.</summary>
/// <remarks>placeholder</remarks>
public sealed class HoeffdingAdaptiveTreeLearner : IOnlineLearner
{
    internal const string Name = "hoeffding-adaptive-tree";
    private const byte Version = 1;

    private readonly HoeffdingTreeSettings _settings;
    private readonly TreeShape _shape;
    private readonly TreeSample _sample;
    private readonly double[] _votes;
    private readonly long[] _evidence;
    private readonly int _seed;
    private AdaptiveTree _tree;

    internal HoeffdingAdaptiveTreeLearner(FeatureSchema schema, HoeffdingTreeSettings settings, int seed)
        : this(schema, settings, seed, null)
    {
    }

    private HoeffdingAdaptiveTreeLearner(FeatureSchema schema, HoeffdingTreeSettings settings, int seed, AdaptiveTree? tree)
    {
        (Schema, _settings, _seed) = (schema, settings, seed);
        _shape = new TreeShape(schema);
        _sample = new TreeSample(_shape);
        (_votes, _evidence) = (new double[_shape.Classes], new long[_shape.Classes]);
        _tree = tree ?? new AdaptiveTree(_shape, settings, new SeededRandom(seed));
    }

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long SamplesLearned { get; private set; }

    /// <inheritdoc/>
    public long ModelBytes =>
        _tree.Bytes + _sample.Bytes + TreeMemory.Header + 64 + TreeMemory.Array<double>(_votes.Length) + TreeMemory.Array<long>(_evidence.Length);

    /// <inheritdoc/>
    public long Evidence(int label) => _evidence[RequireLabel(label)];

    /// <inheritdoc/>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        var sum = Vote(features);
        if (sum <= 0) return new Prediction(Sample.Unlabelled, 0);

        var best = 0;
        for (var k = 1; k < _votes.Length; k++)
        {
            if (_votes[k] > _votes[best]) best = k;
        }

        return new Prediction(best, (float)(_votes[best] / sum));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        if (probabilities.Length != _votes.Length)
            throw new ArgumentException($"has length {probabilities.Length}; the task has {_votes.Length} classes", nameof(probabilities));

        var sum = Vote(features);
        for (var k = 0; k < _votes.Length; k++) probabilities[k] = sum > 0 ? (float)(_votes[k] / sum) : 0;
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        _sample.Set(features);
        RequireLabel(label);
        SamplesLearned++;
        _evidence[label]++;
        _tree.Learn(_sample, label);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes)
    {
        foreach (var label in classes) RequireLabel(label);
        return TreePart.Of(Kind, Schema, _evidence, classes, _tree.WriteForTransfer);
    }

    /// <inheritdoc/>
    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        // All are read before any is merged: a bad one leaves the model as it was.
        foreach (var (tree, evidence) in parts.Select(Read).ToList())
        {
            if (style is MergeStyle.Average && evidence.Sum() <= _evidence.Sum()) continue;

            _tree = tree;
            evidence.CopyTo(_evidence, 0);
        }
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone()
    {
        var copy = new HoeffdingAdaptiveTreeLearner(Schema, _settings, _seed, _tree.Clone()) { SamplesLearned = SamplesLearned };
        _evidence.CopyTo(copy._evidence, 0);
        return copy;
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        OnlineLearner.WriteHeader(writer, Kind, Schema);
        writer.Write(Version);
        _settings.Write(writer);
        writer.Write(_seed);
        writer.Write(SamplesLearned);
        foreach (var count in _evidence) writer.Write(count);
        _tree.Write(writer);
        return stream.ToArray();
    }

    internal static HoeffdingAdaptiveTreeLearner Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var version = reader.Byte();
        if (version != Version) throw new ModelFormatException($"the {Name} has version {version}; this program reads {Version}");

        var learner = new HoeffdingAdaptiveTreeLearner(schema, HoeffdingTreeSettings.Read(ref reader), reader.Int32())
        {
            SamplesLearned = reader.Count(),
        };
        for (var k = 0; k < learner._evidence.Length; k++) learner._evidence[k] = reader.Count();
        learner._tree = AdaptiveTree.Read(learner._shape, learner._settings, ref reader);
        return learner;
    }

    private (AdaptiveTree Tree, long[] Evidence) Read(ModelPart part)
    {
        var reader = new SpanReader(part.Payload);
        var evidence = TreePart.ReadEvidence(part, Kind, Schema, ref reader);
        var tree = AdaptiveTree.ReadTransferred(_shape, _settings, new SeededRandom(_seed), ref reader);
        reader.End();
        return (tree, evidence);
    }

    private double Vote(ReadOnlySpan<float> features)
    {
        _sample.Set(features);
        _tree.Votes(_sample, _votes);
        var sum = 0.0;
        foreach (var vote in _votes) sum += vote;
        return sum;
    }

    private int RequireLabel(int label) => label >= 0 && label < _evidence.Length
        ? label
        : throw new ArgumentOutOfRangeException(nameof(label), label, $"must be the index of one of the task's {_evidence.Length} classes");
}
