using Cartel.Learning;
using Cartel.Onnx.Format;
using Google.Protobuf;

namespace Cartel.Onnx;

/// <summary>Trees in the form of ONNX: all nodes of all trees side by side, a list for each of their attributes.</summary>
internal sealed class TreeTable
{
    private static readonly ByteString Branch = ByteString.CopyFromUtf8("BRANCH_LEQ");
    private static readonly ByteString Leaf = ByteString.CopyFromUtf8("LEAF");

    private readonly List<long> _trees = [];
    private readonly List<long> _nodes = [];
    private readonly List<long> _features = [];
    private readonly List<float> _thresholds = [];
    private readonly List<ByteString> _modes = [];
    private readonly List<long> _atMost = [];
    private readonly List<long> _above = [];
    private readonly List<long> _leafTrees = [];
    private readonly List<long> _leafNodes = [];
    private readonly List<float> _leafIndices = [];
    private long _count;

    /// <summary>Adds a tree; its target gets the index of the leaf that a sample reaches.</summary>
    public void Add(FormulaTree tree)
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
