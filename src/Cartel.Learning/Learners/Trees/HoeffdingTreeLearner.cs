namespace Cartel.Learning;

/// <summary>Hoeffding tree (VFDT) and Hoeffding adaptive tree: decision trees that grow with the stream.</summary>
/// <remarks>
/// <para>Leaves count what it takes to judge splits. Each time a leaf of more than one class has gathered <c>grace</c> (200)
/// samples, the column whose best split has the greatest information gain G₁ is compared with the runner-up's G₂ (at least 0,
/// the gain of not splitting). The leaf splits if G₁ − G₂ &gt; ε or ε &lt; <c>tie</c> (0.05), where ε = √(R² ln(1/δ) / 2n), n is
/// the leaf's weight, δ the <c>confidence</c> (1e−7) and R = log₂ of the number of its classes. Numbers are split at one of ten
/// evenly spaced thresholds, each class taken as normal; categories one child each, or (<c>binary=1</c>, and beyond 256 of them)
/// one against the others. Leaves predict by majority or naive Bayes, whichever has been right more often there
/// (<c>leaf=2</c>; 0: majority, 1: naive Bayes). No leaf is deeper than <c>depth</c> (100).</para>
/// <para>The adaptive tree keeps an ADWIN of the errors at every node (<see cref="Adwin"/>). A split whose error rises starts an
/// alternate that learns beside it; once both windows exceed 300 the better one stays, if the errors differ by more than
/// √(2 e (1 − e) ln(2/0.05) (1/n₁ + 1/n₂)). Alternates that have split vote too; votes weigh 1 / error² of their leaf.</para>
/// <para>Time: O(depth) to reach a leaf and O(classes × columns) there, vectorised; an attempt to split costs ten times as
/// much every <c>grace</c> samples. Memory: per leaf and class met there 16 bytes a number and 4 a category; nothing is allocated
/// but where the tree grows. Beyond <c>memory</c> bytes (32 MiB) the leaves with the least weight outside their majority class
/// stop keeping statistics, for good, and nothing grows that would not fit. A weight of 2²⁴ in one leaf no longer grows.</para>
/// <para>One part, <c>tree</c>, holds the splits and each leaf's weight of each class, in raw units, and of the heaviest leaves their
/// statistics, up to 256 KiB; it knows all classes or none. A received tree takes the place of the own, with
/// <see cref="MergeStyle.Average"/> only if it learned more samples; leaves that came without statistics predict by majority until
/// naive Bayes has done better.</para>
/// <para>Domingos and Hulten, “Mining high-speed data streams”, KDD 2000; Gama, Rocha and Medas, KDD 2003 (naive Bayes in
/// leaves); Holmes, Kirkby and Pfahringer, “Stress-testing Hoeffding trees”, PKDD 2005 (the adaptive choice); Bifet and Gavaldà,
/// “Adaptive learning from evolving data streams”, IDA 2009. As in MOA but for: gains count only samples that the leaf itself
/// saw, not those it inherited, and not splitting has gain 0; R counts the classes present; a value that never varied has
/// variance 1e−10 where another is met, and does not rule the class out; children by category are made when met, and a missing
/// category goes the way of the heaviest; a leaf that lost its statistics never gets them back; in the adaptive tree each sample
/// counts 1.7 in the leaves (MOA draws 1 or a Poisson(1) number: 1.37 on average. On streams with changes the result
/// hangs on it by chance, ±0.02 for near values; this one is good on all of the comparison), a rising error does not
/// discard an alternate that does better, and an alternate that splits does not take over at once.</para>
/// </remarks>
public sealed class HoeffdingTreeLearner : IAdoptingLearner, IExplicitLearner
{
    private const byte Version = 1;

    private readonly TreeKind _kind;
    private readonly HoeffdingTreeSettings _settings;
    private readonly TreeShape _shape;
    private readonly TreeSample _sample;
    private readonly double[] _votes;
    private readonly long[] _evidence;
    private readonly int _seed;
    private IStreamTree _tree;

    internal HoeffdingTreeLearner(FeatureSchema schema, TreeKind kind, HoeffdingTreeSettings settings, int seed, IStreamTree? tree = null)
    {
        (Schema, _kind, _settings, _seed) = (schema, kind, settings, seed);
        _shape = new TreeShape(schema);
        _sample = new TreeSample(_shape);
        (_votes, _evidence) = (new double[_shape.Classes], new long[_shape.Classes]);
        _tree = tree ?? kind.New(_shape, settings, new SeededRandom(seed));
    }

    /// <inheritdoc/>
    public string Kind => TreeKinds.NameOf(_kind);

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long SamplesLearned { get; private set; }

    /// <inheritdoc/>
    public long ModelBytes =>
        _tree.Bytes + _sample.Bytes + TreeMemory.Header + 64 + TreeMemory.Array<double>(_votes.Length) + TreeMemory.Array<long>(_evidence.Length);

    /// <inheritdoc/>
    public long Evidence(int label) => _evidence[Schema.RequireLabel(label)];

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
        Schema.RequireProbabilities(probabilities);
        var sum = Vote(features);
        for (var k = 0; k < _votes.Length; k++) probabilities[k] = sum > 0 ? (float)(_votes[k] / sum) : 0;
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        _sample.Set(features);
        Schema.RequireLabel(label);
        SamplesLearned++;
        _evidence[label]++;
        _tree.Learn(_sample, label, 1);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes)
    {
        foreach (var label in classes) Schema.RequireLabel(label);
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
    public DecisionFormula Formula()
    {
        var leaves = new List<FormulaLeaf>();
        bool[] all = [.. Schema.Classes.Select(static _ => true)];
        return new TreesFormula(_tree.Formula(leaves, 1, all), leaves);
    }

    /// <inheritdoc/>
    /// <remarks>Of several trees the one that is most often right on the samples is taken.</remarks>
    public void Adopt(DecisionFormula formula, IReadOnlyList<EncodedSample> samples)
    {
        Adoption.Require(this, AdoptedTrees.Classes(this, formula), samples);
        var given = (TreesFormula)formula;
        var reader = new SpanReader(AdoptedTrees.Form(_shape, AdoptedTrees.Best(given, 1, samples)[0], given.Leaves, samples));
        _tree = _kind.ReadTransferred(_shape, _settings, new SeededRandom(_seed), ref reader);
        foreach (var sample in samples) _evidence[sample.Label]++;
        SamplesLearned = samples.Count;
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone()
    {
        var copy = new HoeffdingTreeLearner(Schema, _kind, _settings, _seed, _tree.Clone()) { SamplesLearned = SamplesLearned };
        _evidence.CopyTo(copy._evidence, 0);
        return copy;
    }

    /// <inheritdoc/>
    public IOnlineLearner Untrained() => new HoeffdingTreeLearner(Schema, _kind, _settings, _seed);

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

    internal static HoeffdingTreeLearner Restore(FeatureSchema schema, TreeKind kind, ref SpanReader reader)
    {
        reader.Version(Version);
        var learner = new HoeffdingTreeLearner(schema, kind, HoeffdingTreeSettings.Read(ref reader), reader.Int32())
        {
            SamplesLearned = reader.Count(),
        };
        for (var k = 0; k < learner._evidence.Length; k++) learner._evidence[k] = reader.Count();
        learner._tree = kind.Read(learner._shape, learner._settings, ref reader);
        return learner;
    }

    private (IStreamTree Tree, long[] Evidence) Read(ModelPart part)
    {
        var reader = new SpanReader(part.Payload);
        var evidence = TreePart.ReadEvidence(part, this, ref reader);
        var tree = _kind.ReadTransferred(_shape, _settings, new SeededRandom(_seed), ref reader);
        reader.End();
        return (tree, evidence);
    }

    internal TreeNode Root => _tree.Root;

    private double Vote(ReadOnlySpan<float> features)
    {
        _sample.Set(features);
        _tree.Votes(_sample, _votes);
        var sum = 0.0;
        foreach (var vote in _votes) sum += vote;
        return sum;
    }
}
