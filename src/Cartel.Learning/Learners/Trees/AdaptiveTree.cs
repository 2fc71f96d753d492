namespace Cartel.Learning;

/// <summary>A Hoeffding adaptive tree by itself; <see cref="HoeffdingTreeLearner"/> wraps it and has the definition.</summary>
internal sealed class AdaptiveTree : IStreamTree
{
    // Below, either error is a guess.
    private const int LeastWidth = 300;
    private const double SwitchConfidence = 0.05;

    // No leaf's vote weighs more than that of one that errs once in a thousand.
    private const double LeastError = 1e-3;

    // A leaf counts each sample for more than one, so that subtrees grow back soon after a change.
    private const float Weight = 1.7f;

    private readonly TreeGrowth _growth;
    private readonly TreeShape _shape;
    private TreeNode _root;
    private LastPrediction _last;

    public AdaptiveTree(TreeShape shape, HoeffdingTreeSettings settings, SeededRandom random)
        : this(new TreeGrowth(shape, settings, random), null)
    {
    }

    private AdaptiveTree(TreeGrowth growth, TreeNode? root)
    {
        (_growth, _shape) = (growth, growth.Shape);
        _root = root ?? growth.NewLeaf([], 0);
        Bytes = TreeMemory.Header + 80 + TreeMemory.Header + 32 + TreeWalk.BytesOf(_root);
    }

    /// <summary>What the tree takes, in bytes, without what it shares with others.</summary>
    public long Bytes { get; private set; }

    public TreeNode Root => _root;

    /// <summary>The sum of the distributions of the leaf that the sample reaches and of those in alternates that have split, each
    /// by its leaf's 1 / error².</summary>
    public void Votes(TreeSample sample, Span<double> votes)
    {
        votes.Clear();
        AddVotes(_root, sample, votes, main: true);
    }

    /// <summary>Learns a sample.</summary>
    public void Learn(TreeSample sample, int label, float weight)
    {
        _root = Learn(_root, sample, label, weight * Weight, 0, out _);
        _last.Forget();
    }

    /// <inheritdoc/>
    public IReadOnlyList<FormulaTree> Formula(List<FormulaLeaf> leaves, double weight, bool[] knows)
    {
        var maker = new TreeFormulaMaker(_growth, leaves, leaf => weight / Square(ErrorOf(leaf)), knows);
        var trees = new List<FormulaTree> { maker.Tree(_root) };
        AddAlternates(_root, [], maker, trees);
        return trees;
    }

    /// <summary>An independent copy.</summary>
    public AdaptiveTree Clone() => new(new TreeGrowth(_shape, _growth.Settings, _growth.Random.Clone()), TreeForm.Copy(_root));

    IStreamTree IStreamTree.Clone() => Clone();

    /// <summary>Writes the whole state but for the settings.</summary>
    public void Write(BinaryWriter writer)
    {
        _growth.Random.Write(writer);
        TreeForm.Write(writer, _root);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or does not fit the schema or the settings.</exception>
    public static AdaptiveTree Read(TreeShape shape, HoeffdingTreeSettings settings, ref SpanReader reader)
    {
        var growth = new TreeGrowth(shape, settings, SeededRandom.Read(ref reader));
        return new AdaptiveTree(growth, new TreeForm(growth, monitored: true).Read(ref reader));
    }

    /// <summary>Writes what travels to other agents: splits, and the weight of each class in the leaves, without alternates.</summary>
    public void WriteForTransfer(BinaryWriter writer) => TreeForm.WriteForTransfer(writer, _root);

    /// <summary>Reads what another agent's <see cref="WriteForTransfer"/> wrote; leaves and monitors start anew.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or does not fit the schema or the settings.</exception>
    public static AdaptiveTree ReadTransferred(TreeShape shape, HoeffdingTreeSettings settings, SeededRandom random, ref SpanReader reader)
    {
        var growth = new TreeGrowth(shape, settings, random);
        return new AdaptiveTree(growth, new TreeForm(growth).ReadTransferred(ref reader));
    }

    // What should stand in a node's place once it has learned; whether its prediction was right.
    private TreeNode Learn(TreeNode node, TreeSample sample, int label, float weight, int depth, out bool right)
    {
        if (node is LeafNode leaf) return Learn(leaf, sample, label, weight, out right);

        var split = (SplitNode)node;
        var branch = split.Branch(sample, _shape.Numerics);
        if (split.Children[branch] is null)
        {
            // Where the memory is used up, the heaviest child learns in its stead.
            if (HasRoom(_growth.EmptyLeafBytes)) split.Children[branch] = Counted(_growth.NewLeaf([], depth + 1));
            else branch = (int)split.Threshold;
        }

        var child = split.Children[branch]!;
        var learned = Learn(child, sample, label, weight, depth + 1, out right);
        if (!ReferenceEquals(learned, child)) split.Children[branch] = learned;

        if (MonitorOf(split) is not { } monitor) return split;

        var rose = Observe(monitor, !right);
        if (monitor.Alternate is { } alternate) monitor.Alternate = Learn(alternate, sample, label, weight, depth + 1, out _);
        return rose ? StartAlternate(split, monitor, depth) : Compare(split, monitor);
    }

    // An alternate that does better already is not given up for another one.
    private SplitNode StartAlternate(SplitNode split, NodeMonitor monitor, int depth)
    {
        if (monitor.Alternate?.Monitor is { } other && other.Error < monitor.Error) return split;

        Bytes -= TreeWalk.BytesOf(monitor.Alternate);
        monitor.Alternate = HasRoom(_growth.EmptyLeafBytes) ? Counted(_growth.NewLeaf([], depth + 1)) : null;
        return split;
    }

    private TreeNode Compare(SplitNode split, NodeMonitor own)
    {
        if (own.Alternate is not { Monitor: { } other } alternate || own.Width <= LeastWidth || other.Width <= LeastWidth) return split;

        var spread = 2 * own.Error * (1 - own.Error) * Math.Log(2 / SwitchConfidence) * (1.0 / own.Width + 1.0 / other.Width);
        var bound = Math.Sqrt(spread);
        if (own.Error - other.Error > bound)
        {
            Bytes -= TreeWalk.BytesOf(split) - TreeWalk.BytesOf(alternate);
            return alternate;
        }

        if (other.Error - own.Error > bound)
        {
            Bytes -= TreeWalk.BytesOf(alternate);
            own.Alternate = null;
        }

        return split;
    }

    private TreeNode Learn(LeafNode leaf, TreeSample sample, int label, float weight, out bool right)
    {
        var view = sample.Seen(leaf.Columns);
        right = _growth.Judge(leaf, sample, view, label, weight, _last) == label;
        if (MonitorOf(leaf) is { } monitor) Observe(monitor, !right);
        var before = leaf.Bytes;
        if (leaf.Observe(view, label, weight))
        {
            Bytes += leaf.Bytes - before;
            MakeRoom(0);
        }

        return _growth.IsDue(leaf) && _growth.Split(leaf) is { } grown ? Grown(leaf, grown) : leaf;
    }

    private TreeNode Grown(LeafNode leaf, SplitNode grown)
    {
        var bytes = TreeWalk.BytesOf(grown);
        MakeRoom(bytes - TreeWalk.BytesOf(leaf));
        // Making room may have cost the leaf its own statistics.
        if (!HasRoom(bytes - TreeWalk.BytesOf(leaf))) return leaf;

        Bytes += bytes - TreeWalk.BytesOf(leaf);
        return grown;
    }

    private bool HasRoom(long bytes) => Bytes + bytes <= _growth.Settings.Memory;

    private void MakeRoom(long bytes)
    {
        if (!HasRoom(bytes)) Bytes -= TreeWalk.Retire(_root, Bytes + bytes - _growth.Settings.Memory);
    }

    private void AddVotes(TreeNode? node, TreeSample sample, Span<double> votes, bool main)
    {
        while (node is SplitNode split)
        {
            if (split.Monitor?.Alternate is SplitNode alternate) AddVotes(alternate, sample, votes, main: false);
            node = split.Children[split.Branch(sample, _shape.Numerics)] ?? split.Children[(int)split.Threshold];
        }

        var leaf = (LeafNode)node!;
        var own = sample.Votes;
        if (_growth.UsesNaiveBayes(leaf))
        {
            var best = leaf.NaiveBayes(sample.Seen(leaf.Columns), own);
            if (main) _last.Remember(sample, leaf, best);
            LeafVotes.FromLogs(leaf, best, own);
        }
        else
        {
            LeafVotes.OfCounts(leaf, own);
        }

        Add(leaf, own, votes);
    }

    private static void Add(LeafNode leaf, ReadOnlySpan<double> own, Span<double> votes)
    {
        var sum = 0.0;
        foreach (var vote in own) sum += vote;
        if (sum <= 0) return;

        var error = ErrorOf(leaf);
        for (var k = 0; k < votes.Length; k++) votes[k] += own[k] / (sum * error * error);
    }

    private static double ErrorOf(LeafNode leaf) => Math.Max(LeastError, leaf.Monitor?.Error ?? 1);

    private static double Square(double value) => value * value;

    // As AddVotes comes upon them: an alternate that has split has a say where a sample passes the split that it may replace.
    private static void AddAlternates(TreeNode? node, List<(SplitNode Split, int Branch)> path, TreeFormulaMaker maker, List<FormulaTree> trees)
    {
        if (node is not SplitNode split) return;

        if (split.Monitor?.Alternate is SplitNode alternate)
        {
            trees.Add(maker.Behind(path, alternate));
            AddAlternates(alternate, path, maker, trees);
        }

        for (var branch = 0; branch < split.Children.Length; branch++)
            AddAlternates(split.Children[branch], [.. path, (split, branch)], maker, trees);
    }

    private bool Observe(NodeMonitor monitor, bool wrong)
    {
        var before = monitor.Bytes;
        var rose = monitor.Observe(wrong, mayGrow: HasRoom(NodeMonitor.RowBytes));
        Bytes += monitor.Bytes - before;
        return rose;
    }

    // None where the memory is used up.
    private NodeMonitor? MonitorOf(TreeNode node)
    {
        if (node.Monitor is { } known) return known;
        if (!HasRoom(NodeMonitor.EmptyBytes)) return null;

        var monitor = node.Monitor = new NodeMonitor();
        Bytes += monitor.Bytes;
        return monitor;
    }

    private LeafNode Counted(LeafNode leaf)
    {
        Bytes += leaf.Bytes;
        return leaf;
    }
}
