using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>The nodes of all trees of a <c>TreeEnsembleClassifier</c>, side by side.</summary>
internal sealed class ImportedTreeTable
{
    // No learner takes deeper ones.
    private const int Deepest = 200;

    private readonly IReadOnlyList<long> _trees;
    private readonly IReadOnlyList<long> _features;
    private readonly IReadOnlyList<double> _values;
    private readonly IReadOnlyList<string> _modes;
    private readonly IReadOnlyList<long> _whereTrue;
    private readonly IReadOnlyList<long> _whereFalse;
    private readonly Dictionary<(long Tree, long Node), int> _places = [];
    private readonly int _columns;
    private readonly ILookup<long, int> _roots;
    private readonly bool[] _visited;

    /// <exception cref="OnnxException">Its lists do not fit each other.</exception>
    public ImportedTreeTable(NodeProto node, int columns)
    {
        _columns = columns;
        (_trees, _features, _values, _modes) = (node.Integers("nodes_treeids"), node.Integers("nodes_featureids"), node.Numbers("nodes_values"), node.Texts("nodes_modes"));
        (_whereTrue, _whereFalse) = (node.Integers("nodes_truenodeids"), node.Integers("nodes_falsenodeids"));
        var ids = node.Integers("nodes_nodeids");
        int[] lengths = [_trees.Count, ids.Count, _features.Count, _values.Count, _modes.Count, _whereTrue.Count, _whereFalse.Count];
        if (lengths.Distinct().Count() > 1 || _trees.Count == 0) throw new OnnxException($"the lists of its trees' nodes have {string.Join(", ", lengths)} entries, and not all as many: it is damaged");

        for (var i = 0; i < ids.Count; i++)
        {
            if (!_places.TryAdd((_trees[i], ids[i]), i)) throw new OnnxException($"tree {_trees[i]} has two nodes {ids[i]}: it is damaged");
        }

        _visited = new bool[ids.Count];
        _roots = Roots();
    }

    /// <summary>The trees' ids, in order.</summary>
    public IReadOnlyList<long> Trees => [.. _trees.Distinct().Order()];

    /// <summary>How many leaves there are.</summary>
    public int LeafCount => _modes.Count(static mode => mode == "LEAF");

    /// <summary>The place of a leaf.</summary>
    /// <exception cref="OnnxException">There is no such leaf.</exception>
    public int LeafAt(long tree, long node) => _places.TryGetValue((tree, node), out var at) && _modes[at] == "LEAF"
        ? at
        : throw new OnnxException($"votes are of node {node} of tree {tree}, which is no leaf: it is damaged");

    /// <summary>A tree; its leaves are added to all.</summary>
    /// <exception cref="OnnxException">Its nodes make no tree, one looks at a column that is not there, or compares as no learner here can.</exception>
    public FormulaTree Tree(long tree, List<FormulaLeaf> leaves, IReadOnlyDictionary<int, float[]> votes, bool[] knows)
    {
        var splits = new List<FormulaSplit>();
        return new FormulaTree(Write(RootOf(tree), 0), splits, knows);

        FormulaNode Write(int at, int depth)
        {
            if (depth > Deepest) throw new OnnxException($"tree {tree} is deeper than {Deepest} splits: limit its depth when you train it");
            if (_visited[at]) throw new OnnxException($"a node of tree {tree} has two parents: it is damaged");

            _visited[at] = true;
            if (_modes[at] == "LEAF")
            {
                leaves.Add(new FormulaLeaf(votes[at], 1, [], []));
                return new FormulaNode(IsLeaf: true, leaves.Count - 1);
            }

            var (place, column) = (splits.Count, _features[at]);
            if (column < 0 || column >= _columns) throw new OnnxException($"tree {tree} looks at column {column}; the task gives it {_columns} once encoded");
            if (double.IsNaN(_values[at])) throw new OnnxException($"tree {tree} compares with NaN: it is damaged");

            splits.Add(default);
            var (whenTrue, whenFalse) = (Write(PlaceOf(tree, _whereTrue[at]), depth + 1), Write(PlaceOf(tree, _whereFalse[at]), depth + 1));
            var highest = HighestAtMost(_values[at]);
            // x < v is x ≤ the float below v, where v is a float itself; x > v and x ≥ v are their opposites.
            var below = highest == _values[at] ? MathF.BitDecrement(highest) : highest;
            splits[place] = _modes[at] switch
            {
                "BRANCH_LEQ" => new FormulaSplit((int)column, Bounded(highest), whenTrue, whenFalse),
                "BRANCH_LT" => new FormulaSplit((int)column, Bounded(below), whenTrue, whenFalse),
                "BRANCH_GT" => new FormulaSplit((int)column, Bounded(highest), whenFalse, whenTrue),
                "BRANCH_GTE" => new FormulaSplit((int)column, Bounded(below), whenFalse, whenTrue),
                var mode => throw new OnnxException($"tree {tree} compares by {mode}; LEQ, LT, GT and GTE can be imported"),
            };
            return new FormulaNode(IsLeaf: false, place);
        }
    }

    /// <summary>Checks that each node belongs to a tree that was read.</summary>
    /// <exception cref="OnnxException">Some cannot be reached.</exception>
    public void RequireNoOther()
    {
        if (_visited.Contains(false)) throw new OnnxException($"its trees have {_visited.Count(static visited => !visited)} nodes that no sample reaches: it is damaged");
    }

    private int RootOf(long tree) => _roots[tree].ToList() is [var root] ? root : throw new OnnxException($"tree {tree} has no root, or more than one: it is damaged");

    // Of each tree the nodes that are nobody's children.
    private ILookup<long, int> Roots()
    {
        var children = new HashSet<int>();
        for (var at = 0; at < _modes.Count; at++)
        {
            if (_modes[at] == "LEAF") continue;

            children.Add(PlaceOf(_trees[at], _whereTrue[at]));
            children.Add(PlaceOf(_trees[at], _whereFalse[at]));
        }

        return Enumerable.Range(0, _modes.Count).Where(at => !children.Contains(at)).ToLookup(at => _trees[at]);
    }

    private int PlaceOf(long tree, long node) => _places.TryGetValue((tree, node), out var at) ? at : throw new OnnxException($"tree {tree} has no node {node}: it is damaged");

    // For floats, x ≤ v and x ≤ the greatest float that is at most v are the same.
    private static float HighestAtMost(double value)
    {
        var nearest = (float)value;
        return nearest > value ? MathF.BitDecrement(nearest) : nearest;
    }

    private static float Bounded(float threshold) => Math.Clamp(threshold, -float.MaxValue, float.MaxValue);
}
