namespace Cartel.Learning;

/// <summary>Writes trees as splits on encoded features, two children each, and gathers their leaves.</summary>
/// <param name="growth">How the trees' leaves predict.</param>
/// <param name="leaves">Takes their leaves.</param>
/// <param name="weightOf">How much a tree counts for a sample that reaches a leaf which has votes.</param>
/// <param name="knows">Of each class, whether the trees have a say.</param>
internal sealed class TreeFormulaMaker(TreeGrowth growth, List<FormulaLeaf> leaves, Func<LeafNode, double> weightOf, bool[] knows)
{
    // Between the 0 and the 1 of a category.
    private const float Between = 0.5f;

    private readonly TreeShape _shape = growth.Shape;
    private (int[] Watched, int[] Sizes)? _all;

    /// <summary>A whole tree.</summary>
    public FormulaTree Tree(TreeNode root) => Behind([], root);

    /// <summary>A tree that has a say only where a sample takes one path through another: the path first, then the tree.</summary>
    /// <param name="path">Splits from the other's root on, and the child that the path takes at each.</param>
    /// <param name="root">Where the tree begins.</param>
    public FormulaTree Behind(IReadOnlyList<(SplitNode Split, int Branch)> path, TreeNode root)
    {
        var splits = new List<FormulaSplit>();
        var begin = Step(0);
        return new FormulaTree(begin, splits, knows);

        FormulaNode Step(int at) => at == path.Count
            ? Write(root, splits)
            : Split(path[at].Split, splits, branch => branch == path[at].Branch ? Step(at + 1) : Silent());
    }

    private FormulaNode Write(TreeNode node, List<FormulaSplit> splits)
    {
        if (node is LeafNode leaf) return Leaf(Of(leaf));

        var split = (SplitNode)node;
        return Split(split, splits, branch => Write(split.Children[branch]!, splits));
    }

    // Each branch that is taken up is written once: whatever has no child of its own goes where the heaviest stands in.
    private FormulaNode Split(SplitNode split, List<FormulaSplit> splits, Func<int, FormulaNode> childOf)
    {
        if (split.Test is SplitTest.AtMost)
        {
            var at = Reserve(splits);
            splits[at] = new FormulaSplit(_shape.NumericAt[split.Column], split.Threshold, childOf(0), childOf(1));
            return new FormulaNode(IsLeaf: false, at);
        }

        var (first, special) = (_shape.NominalAt[split.Column - _shape.Numerics], (int)split.Threshold);
        if (split.Test is SplitTest.Equal)
        {
            var at = Reserve(splits);
            splits[at] = new FormulaSplit(first + special, Between, childOf(1), childOf(0));
            return new FormulaNode(IsLeaf: false, at);
        }

        int[] others = [.. Enumerable.Range(0, split.Children.Length).Where(branch => branch != special && split.Children[branch] is not null)];
        var places = others.Select(_ => Reserve(splits)).ToArray();
        var otherwise = childOf(special);
        for (var i = others.Length - 1; i >= 0; i--)
        {
            splits[places[i]] = new FormulaSplit(first + others[i], Between, otherwise, childOf(others[i]));
            otherwise = new FormulaNode(IsLeaf: false, places[i]);
        }

        return otherwise;
    }

    private static int Reserve(List<FormulaSplit> splits)
    {
        splits.Add(default);
        return splits.Count - 1;
    }

    private FormulaNode Silent() => Leaf(new FormulaLeaf(new float[_shape.Classes], 0, [], []));

    private FormulaNode Leaf(FormulaLeaf leaf)
    {
        leaves.Add(leaf);
        return new FormulaNode(IsLeaf: true, leaves.Count - 1);
    }

    private FormulaLeaf Of(LeafNode leaf)
    {
        var votes = leaf.Counts.ToArray();
        var weight = votes.AsSpan().ContainsAnyExcept(0) ? weightOf(leaf) : 0;
        if (!growth.UsesNaiveBayes(leaf)) return new FormulaLeaf(votes, weight, [], []);

        var (watched, sizes) = Seen(leaf.Columns);
        var densities = new FormulaDensity[leaf.Slots];
        for (int k = 0, at = 0; k < votes.Length; k++)
        {
            if (leaf.TrySlot(k, out var slot)) densities[at++] = slot.Density(k, sizes);
        }

        return new FormulaLeaf(votes, weight, watched, densities);
    }

    // The encoded features of some columns, numbers first; and how many categories each nominal one has.
    private (int[] Watched, int[] Sizes) Seen(ushort[]? columns)
    {
        if (columns is null) return _all ??= Seen([.. Enumerable.Range(0, _shape.Columns).Select(static column => (ushort)column)]);

        var (watched, sizes) = (new List<int>(columns.Length), new List<int>());
        foreach (var column in columns)
        {
            if (column < _shape.Numerics)
            {
                watched.Add(_shape.NumericAt[column]);
                continue;
            }

            var (first, size) = (_shape.NominalAt[column - _shape.Numerics], _shape.Categories[column - _shape.Numerics]);
            sizes.Add(size);
            for (var i = 0; i < size; i++) watched.Add(first + i);
        }

        return ([.. watched], [.. sizes]);
    }
}
