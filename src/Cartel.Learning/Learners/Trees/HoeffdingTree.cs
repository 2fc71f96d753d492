namespace Cartel.Learning;

/// <summary>A Hoeffding tree by itself: what forests are made of, and what <see cref="HoeffdingTreeLearner"/> wraps.</summary>
/// <remarks>See there for the definition. Not thread-safe; several trees may look at the same <see cref="TreeSample"/>.</remarks>
internal sealed class HoeffdingTree : IStreamTree
{
    private readonly TreeGrowth _growth;
    private readonly TreeShape _shape;
    private TreeNode _root;
    private LastPrediction _last;

    /// <summary>A tree that knows nothing.</summary>
    /// <param name="shape">The schema; shared.</param>
    /// <param name="settings">How it grows; shared.</param>
    /// <param name="random">Draws the columns that each leaf watches; the tree's own.</param>
    public HoeffdingTree(TreeShape shape, HoeffdingTreeSettings settings, SeededRandom random)
        : this(new TreeGrowth(shape, settings, random), null)
    {
    }

    private HoeffdingTree(TreeGrowth growth, TreeNode? root)
    {
        (_growth, _shape) = (growth, growth.Shape);
        _root = root ?? growth.NewLeaf([], 0);
        Bytes = TreeMemory.Header + 80 + TreeMemory.Header + 32 + TreeWalk.BytesOf(_root);
    }

    /// <summary>What the tree takes, in bytes, without what it shares with others.</summary>
    public long Bytes { get; private set; }

    public TreeNode Root => _root;

    /// <summary>The weight of each class, as the leaf that the sample reaches sees it: of the class's samples there, or the
    /// probabilities by naive Bayes; all 0 where it knows nothing.</summary>
    public void Votes(TreeSample sample, Span<double> votes)
    {
        var leaf = Reach(sample);
        if (!_growth.UsesNaiveBayes(leaf))
        {
            LeafVotes.OfCounts(leaf, votes);
            return;
        }

        var best = leaf.NaiveBayes(sample.Seen(leaf.Columns), votes);
        _last.Remember(sample, leaf, best);
        LeafVotes.FromLogs(leaf, best, votes);
    }

    /// <summary>Learns a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="label">Its class.</param>
    /// <param name="weight">How often it counts; above 0.</param>
    public void Learn(TreeSample sample, int label, float weight)
    {
        var (node, parent, branch, depth) = (_root, (SplitNode?)null, 0, 0);
        while (node is SplitNode split)
        {
            (parent, branch, depth) = (split, split.Branch(sample, _shape.Numerics), depth + 1);
            node = split.Children[branch] ?? NewChild(split, branch, depth);
        }

        var leaf = (LeafNode)node;
        var view = sample.Seen(leaf.Columns);
        _growth.Judge(leaf, sample, view, label, weight, _last);
        _last.Forget();
        var before = leaf.Bytes;
        var grew = leaf.Observe(view, label, weight);
        if (grew)
        {
            Bytes += leaf.Bytes - before;
            MakeRoom(0);
        }

        if (_growth.IsDue(leaf) && _growth.Split(leaf) is { } grown) Replace(leaf, grown, parent, branch);
    }

    /// <inheritdoc/>
    public IReadOnlyList<FormulaTree> Formula(List<FormulaLeaf> leaves, double weight, bool[] knows) =>
        [new TreeFormulaMaker(_growth, leaves, _ => weight, knows).Tree(_root)];

    /// <summary>An independent copy.</summary>
    public HoeffdingTree Clone() =>
        new(new TreeGrowth(_shape, _growth.Settings, _growth.Random.Clone()), TreeForm.Copy(_root));

    IStreamTree IStreamTree.Clone() => Clone();

    /// <summary>Writes the whole state but for the settings.</summary>
    public void Write(BinaryWriter writer)
    {
        _growth.Random.Write(writer);
        TreeForm.Write(writer, _root);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or does not fit the schema or the settings.</exception>
    public static HoeffdingTree Read(TreeShape shape, HoeffdingTreeSettings settings, ref SpanReader reader)
    {
        var growth = new TreeGrowth(shape, settings, SeededRandom.Read(ref reader));
        return new HoeffdingTree(growth, new TreeForm(growth).Read(ref reader));
    }

    /// <summary>Writes what travels to other agents: splits, and the weight of each class in the leaves.</summary>
    public void WriteForTransfer(BinaryWriter writer) => TreeForm.WriteForTransfer(writer, _root);

    /// <summary>Reads what another agent's <see cref="WriteForTransfer"/> wrote; its leaves start to learn anew.</summary>
    /// <exception cref="ModelFormatException">It is damaged, does not fit the schema, is deeper than the settings allow or
    /// would take more memory than they do.</exception>
    public static HoeffdingTree ReadTransferred(
        TreeShape shape, HoeffdingTreeSettings settings, SeededRandom random, ref SpanReader reader)
    {
        var growth = new TreeGrowth(shape, settings, random);
        return new HoeffdingTree(growth, new TreeForm(growth).ReadTransferred(ref reader));
    }

    // Where no sample has come that way yet, the heaviest child stands in.
    private LeafNode Reach(TreeSample sample)
    {
        var node = _root;
        while (node is SplitNode split)
            node = split.Children[split.Branch(sample, _shape.Numerics)] ?? split.Children[(int)split.Threshold]!;

        return (LeafNode)node;
    }

    // Where the memory is used up, the heaviest child learns in its stead.
    private TreeNode NewChild(SplitNode split, int branch, int depth)
    {
        if (Bytes + _growth.EmptyLeafBytes > _growth.Settings.Memory) return split.Children[(int)split.Threshold]!;

        var leaf = _growth.NewLeaf([], depth);
        Bytes += leaf.Bytes;
        return split.Children[branch] = leaf;
    }

    private void Replace(LeafNode leaf, SplitNode grown, SplitNode? parent, int branch)
    {
        var bytes = TreeWalk.BytesOf(grown);
        MakeRoom(bytes - leaf.Bytes);
        // Making room may have cost the leaf its own statistics.
        if (Bytes + bytes - leaf.Bytes > _growth.Settings.Memory) return;

        if (parent is null) _root = grown;
        else parent.Children[branch] = grown;
        Bytes += bytes - leaf.Bytes;
    }

    private void MakeRoom(long bytes)
    {
        var excess = Bytes + bytes - _growth.Settings.Memory;
        if (excess > 0) Bytes -= TreeWalk.Retire(_root, excess);
    }
}
