namespace Cartel.Learning;

/// <summary>What ensembles of Hoeffding trees share: voting, parts, snapshots. How they learn is up to each.</summary>
/// <remarks>See <see cref="AdaptiveRandomForest"/> and <see cref="LeveragingBagging"/>.</remarks>
public abstract class TreeEnsemble : IAdoptingLearner, IExplicitLearner
{
    private readonly TreeSample _sample;
    private readonly long[] _evidence;
    private readonly Ballot _ballot;
    private readonly int[] _guesses;
    private readonly double[] _afterwards;

    // The sample whose votes are gathered; 0: none. A prediction and the learning that follows it share the work.
    private long _gathered;

    private protected TreeEnsemble(FeatureSchema schema, ForestSettings settings, SeededRandom random)
    {
        (Schema, Settings, Random) = (schema, settings, random);
        Shape = new TreeShape(schema);
        TreeSettings = settings.ForTrees(Shape);
        Draws = new PoissonTable(settings.Lambda);
        _sample = new TreeSample(Shape);
        _evidence = new long[schema.Classes.Count];
        _ballot = new Ballot(settings.Trees, schema.Classes.Count);
        _guesses = new int[settings.Trees];
        _afterwards = new double[schema.Classes.Count];
        Members = new ForestMember[settings.Trees];
        for (var i = 0; i < Members.Length; i++) Members[i] = NewMember();
    }

    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long SamplesLearned { get; private set; }

    /// <inheritdoc/>
    public long ModelBytes
    {
        get
        {
            var bytes = _sample.Bytes + PoissonTable.Bytes + _ballot.Bytes + 2 * TreeMemory.Array<long>(_evidence.Length) + 8 * Members.Length;
            foreach (var member in Members) bytes += member.Bytes;
            return bytes;
        }
    }

    internal ForestMember[] Members { get; }

    internal TreeShape Shape { get; }

    internal HoeffdingTreeSettings TreeSettings { get; }

    internal ForestSettings Settings { get; }

    private protected SeededRandom Random { get; private set; }

    private protected PoissonTable Draws { get; }

    /// <inheritdoc/>
    public long Evidence(int label) => _evidence[Schema.RequireLabel(label)];

    /// <inheritdoc/>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        Gather(features);
        var best = _ballot.Winner;
        return best < 0 ? new Prediction(Sample.Unlabelled, 0) : new Prediction(best, (float)_ballot.Shares[best]);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Schema.RequireProbabilities(probabilities);

        Gather(features);
        for (var k = 0; k < probabilities.Length; k++) probabilities[k] = (float)_ballot.Shares[k];
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        Schema.RequireLabel(label);
        Gather(features);
        SamplesLearned++;
        _evidence[label]++;
        for (var i = 0; i < Members.Length; i++) Members[i].Record.Observe(label, _guesses[i] == label);
        LearnMembers(_sample, label);
        _gathered = 0;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes) => ForestParts.Cut(this, classes);

    /// <inheritdoc/>
    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        ForestParts.Merge(this, parts, style, seed);
        _gathered = 0;
    }

    /// <inheritdoc/>
    public DecisionFormula Formula()
    {
        var leaves = new List<FormulaLeaf>();
        var knowing = Ballot.WhoKnows(Members, Shape.Classes);
        return new TreesFormula([.. Members.SelectMany((member, i) => member.Tree.Formula(leaves, WeightOf(member), knowing[i]))], leaves);
    }

    /// <inheritdoc/>
    /// <remarks>Of more trees than the ensemble has, those that are most often right on the samples are taken; fewer are refused.</remarks>
    public void Adopt(DecisionFormula formula, IReadOnlyList<EncodedSample> samples)
    {
        Adoption.Require(this, AdoptedTrees.Classes(this, formula), samples);
        var given = (TreesFormula)formula;
        if (given.Trees.Count < Members.Length)
            throw new ArgumentException($"has {given.Trees.Count} trees, and the learner {Members.Length}: choose “{Kind}?trees={given.Trees.Count}”", nameof(formula));

        var trees = AdoptedTrees.Best(given, Members.Length, samples).Select(tree =>
        {
            var reader = new SpanReader(AdoptedTrees.Form(Shape, tree, given.Leaves, samples));
            return HoeffdingTree.ReadTransferred(Shape, TreeSettings, new SeededRandom((long)Random.NextBits()), ref reader);
        }).ToList();
        for (var i = 0; i < trees.Count; i++) Members[i].Replace(trees[i]);
        foreach (var sample in samples) _evidence[sample.Label]++;
        (SamplesLearned, _gathered) = (samples.Count, 0);
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone()
    {
        var copy = Sibling(Random.Clone());
        copy.SamplesLearned = SamplesLearned;
        copy.Random = Random.Clone();
        _evidence.CopyTo(copy._evidence, 0);
        for (var i = 0; i < Members.Length; i++) copy.Members[i] = Members[i].Clone();
        return copy;
    }

    /// <inheritdoc/>
    public IOnlineLearner Untrained() => Sibling(Random.Clone());

    /// <inheritdoc/>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        OnlineLearner.WriteHeader(writer, Kind, Schema);
        Settings.Write(writer);
        Random.Write(writer);
        writer.Write(SamplesLearned);
        foreach (var count in _evidence) writer.Write(count);
        foreach (var member in Members) member.Write(writer);
        return stream.ToArray();
    }

    /// <summary>An ensemble of the trees of many, of the size of the first: each gives trees in the proportion of its weight.</summary>
    /// <remarks>What averaging is to vectors. Tree i of the result is tree i of the ensemble within whose part of the weights
    /// the point (i + ½) / trees lies, with its record and detectors, so that a pool of equals is one of them.</remarks>
    /// <param name="ensembles">At least one; of the same kind, schema and settings.</param>
    /// <param name="weights">As many; above 0.</param>
    public static TreeEnsemble Pool(IReadOnlyList<TreeEnsemble> ensembles, IReadOnlyList<double> weights)
    {
        var pool = (TreeEnsemble)ensembles[0].Clone();
        var (giver, upTo, total) = (0, weights[0], weights.Sum());
        for (var i = 0; i < pool.Members.Length; i++)
        {
            for (; (i + 0.5) / pool.Members.Length * total > upTo && giver + 1 < ensembles.Count; upTo += weights[giver]) giver++;
            pool.Members[i] = ensembles[giver].Members[i].Clone();
        }

        foreach (var ensemble in ensembles)
        {
            for (var k = 0; k < pool._evidence.Length; k++) pool.Borrow(k, ensemble._evidence[k]);
        }

        return pool;
    }

    /// <summary>An ensemble as new, of the same schema and settings.</summary>
    private protected abstract TreeEnsemble Sibling(SeededRandom random);

    /// <summary>The trees learn a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="label">Its class.</param>
    private protected abstract void LearnMembers(TreeSample sample, int label);

    /// <summary>How much a tree's vote counts.</summary>
    private protected abstract double WeightOf(ForestMember member);

    private protected HoeffdingTree NewTree() => new(Shape, TreeSettings, new SeededRandom((long)Random.NextBits()));

    /// <summary>Whether a tree takes a sample for what it is.</summary>
    private protected bool IsRight(HoeffdingTree tree, TreeSample sample, int label)
    {
        tree.Votes(sample, _afterwards);
        var best = 0;
        for (var k = 1; k < _afterwards.Length; k++)
        {
            if (_afterwards[k] > _afterwards[best]) best = k;
        }

        return best == label;
    }

    /// <summary>The body of a snapshot, for <see cref="ReadBody"/> of an ensemble made by the settings that were read.</summary>
    private protected void ReadBody(ref SpanReader reader, SeededRandom random)
    {
        Random = random;
        SamplesLearned = reader.Count();
        for (var k = 0; k < _evidence.Length; k++) _evidence[k] = reader.Count();
        foreach (var member in Members) member.Read(ref reader, Shape, TreeSettings);
    }

    internal void Borrow(int label, long evidence) => _evidence[label] = Math.Max(_evidence[label], evidence);

    private ForestMember NewMember() => new(
        NewTree(), new OutOfBag(Shape.Classes), new Adwin(Settings.Drift), Settings.Warning > 0 ? new Adwin(Settings.Warning) : null);

    private void Gather(ReadOnlySpan<float> features)
    {
        _sample.Set(features);
        if (_gathered == _sample.Version) return;

        _ballot.Clear();
        for (var i = 0; i < Members.Length; i++)
        {
            var votes = _ballot.VotesOf(i);
            Members[i].Tree.Votes(_sample, votes);
            _guesses[i] = _ballot.Count(i, Members[i].Learned, WeightOf(Members[i]));
        }

        _ballot.Settle(Members);
        _gathered = _sample.Version;
    }
}
