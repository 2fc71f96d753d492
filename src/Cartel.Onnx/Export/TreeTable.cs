using Cartel.Learning;
using Cartel.Onnx.Format;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Cartel.Onnx;

/// <summary>Trees in the form of ONNX: all nodes of all trees side by side, a list for each of their attributes.</summary>
internal sealed class TreeTable
{
    private static readonly ByteString Branch = ByteString.CopyFromUtf8("BRANCH_LEQ");
    private static readonly ByteString Leaf = ByteString.CopyFromUtf8("LEAF");

    private readonly RepeatedField<long> _trees = [];
    private readonly RepeatedField<long> _nodes = [];
    private readonly RepeatedField<long> _features = [];
    private readonly RepeatedField<float> _thresholds = [];
    private readonly RepeatedField<ByteString> _modes = [];
    private readonly RepeatedField<long> _atMost = [];
    private readonly RepeatedField<long> _above = [];
    private readonly RepeatedField<long> _leafTrees = [];
    private readonly RepeatedField<long> _leafNodes = [];
    private readonly RepeatedField<float> _leafIndices = [];
    private long _count;

    public TreeTable(IReadOnlyList<FormulaTree> trees)
    {
        // Each split has two children, and all but the roots are some split's.
        var splits = trees.Sum(static tree => tree.Splits.Count);
        var (leaves, all) = (splits + trees.Count, (2 * splits) + trees.Count);
        (_trees.Capacity, _nodes.Capacity, _features.Capacity, _thresholds.Capacity, _modes.Capacity, _atMost.Capacity, _above.Capacity) = (all, all, all, all, all, all, all);
        (_leafTrees.Capacity, _leafNodes.Capacity, _leafIndices.Capacity) = (leaves, leaves, leaves);
        foreach (var tree in trees) Add(tree);
    }

    public AttributeProto[] Attributes() =>
    [
        GraphBuilder.Attribute("n_targets", _count),
        GraphBuilder.Attribute("aggregate_function", "SUM"),
        GraphBuilder.Attribute("post_transform", "NONE"),
        GraphBuilder.Attribute("nodes_treeids", _trees),
        GraphBuilder.Attribute("nodes_nodeids", _nodes),
        GraphBuilder.Attribute("nodes_featureids", _features),
        GraphBuilder.Attribute("nodes_values", _thresholds),
        GraphBuilder.Attribute("nodes_modes", _modes),
        GraphBuilder.Attribute("nodes_truenodeids", _atMost),
        GraphBuilder.Attribute("nodes_falsenodeids", _above),
        GraphBuilder.Attribute("target_treeids", _leafTrees),
        GraphBuilder.Attribute("target_nodeids", _leafNodes),
        GraphBuilder.Attribute("target_ids", _leafTrees),
        GraphBuilder.Attribute("target_weights", _leafIndices),
    ];

    // Its target gets the index of the leaf that a sample reaches.
    private void Add(FormulaTree tree)
    {
        // The root is the first split; leaves come after all splits, and there is a node for every way to one.
        long next = tree.Splits.Count;
        var waiting = new List<(long Node, int Leaf)>();
        if (tree.Root.IsLeaf) AddLeaf(0, tree.Root.Index);
        for (var at = 0; at < tree.Splits.Count; at++)
        {
            var split = tree.Splits[at];
            AddNode(at, Branch, split.Feature, split.Threshold, NodeOf(split.AtMost), NodeOf(split.Above));
        }

        foreach (var (node, leaf) in waiting) AddLeaf(node, leaf);
        _count++;

        long NodeOf(FormulaNode child)
        {
            if (!child.IsLeaf) return child.Index;

            waiting.Add((next, child.Index));
            return next++;
        }
    }

    private void AddLeaf(long node, int leaf)
    {
        AddNode(node, Leaf, 0, 0, 0, 0);
        _leafTrees.Add(_count);
        _leafNodes.Add(node);
        _leafIndices.Add(leaf);
    }

    private void AddNode(long node, ByteString mode, int feature, float threshold, long atMost, long above)
    {
        _trees.Add(_count);
        _nodes.Add(node);
        _modes.Add(mode);
        _features.Add(feature);
        _thresholds.Add(threshold);
        _atMost.Add(atMost);
        _above.Add(above);
    }
}
