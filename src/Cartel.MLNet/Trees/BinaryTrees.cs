using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>An ensemble of regression trees that tells one class from the rest, in raw units, with the calibration of its sum.</summary>
/// <remarks>
/// <para>A sample goes left at a node where its feature is at most the threshold. With s the sum of a leaf of each tree,
/// p = 1 / (1 + e^(a·s + b)) (Platt). O(depth × trees), no allocation.</para>
/// <para>All trees lie in the same arrays, a node before its children: a walk ends, whoever made them. A child below 0 is a leaf, ~child.
/// Binary form, little-endian: slope and offset (8 bytes each), trees, nodes, leaves (4 each), a root per tree (4), and per node
/// feature, left, right (4 each) and threshold (4), then the leaves (4 each).</para>
/// </remarks>
internal sealed class BinaryTrees
{
    private const int MostTrees = 1000;
    private const int MostNodes = 1_000_000;
    private const int Deepest = 255;

    private readonly int[] _roots;
    private readonly Node[] _nodes;
    private readonly float[] _leaves;
    private readonly double _slope;
    private readonly double _offset;

    private BinaryTrees(int[] roots, Node[] nodes, float[] leaves, double slope, double offset) =>
        (_roots, _nodes, _leaves, _slope, _offset) = (roots, nodes, leaves, slope, offset);

    /// <summary>The size in memory, in bytes.</summary>
    public long Bytes => (4L * (_roots.Length + _leaves.Length)) + (16L * _nodes.Length) + 16;

    /// <summary>How likely a sample is of the class, in [0, 1].</summary>
    /// <param name="features">In raw units; as many as the trees were trained on.</param>
    public double Probability(ReadOnlySpan<float> features)
    {
        var sum = 0.0;
        foreach (var root in _roots)
        {
            var at = root;
            while (at >= 0) at = features[_nodes[at].Feature] <= _nodes[at].Threshold ? _nodes[at].Left : _nodes[at].Right;
            sum += _leaves[~at];
        }

        return 1 / (1 + Math.Exp(Math.Clamp((_slope * sum) + _offset, -500, 500)));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_slope);
        writer.Write(_offset);
        writer.Write(_roots.Length);
        writer.Write(_nodes.Length);
        writer.Write(_leaves.Length);
        foreach (var root in _roots) writer.Write(root);
        foreach (var node in _nodes)
        {
            writer.Write(node.Feature);
            writer.Write(node.Left);
            writer.Write(node.Right);
            writer.Write(node.Threshold);
        }

        foreach (var leaf in _leaves) writer.Write(leaf);
    }

    /// <summary>Reads trees that a stranger may have made.</summary>
    /// <param name="reader">Where they are.</param>
    /// <param name="features">How many features a sample has.</param>
    /// <exception cref="ModelFormatException">They are no trees over so many features, or too many.</exception>
    public static BinaryTrees Read(ref SpanReader reader, int features)
    {
        Span<double> calibration = stackalloc double[2];
        reader.Doubles(calibration);
        var (trees, inner, outer) = (reader.Int32(), reader.Int32(), reader.Int32());
        if (trees is < 0 or > MostTrees || inner is < 0 or > MostNodes || outer != trees + inner)
            throw new ModelFormatException($"{trees} trees of {inner} nodes and {outer} leaves: at most {MostTrees} and {MostNodes} are read, and a tree has a leaf more than nodes");
        if (reader.Left < 4L * (trees + outer) + (16L * inner)) throw new ModelFormatException("the trees are cut short");

        var roots = new int[trees];
        for (var i = 0; i < trees; i++) roots[i] = Child(reader.Int32(), -1, inner, outer);
        var (nodes, depths) = (new Node[inner], new int[inner]);
        Span<float> threshold = stackalloc float[1];
        for (var i = 0; i < inner; i++)
        {
            var (feature, left, right) = (reader.Int32(), Child(reader.Int32(), i, inner, outer), Child(reader.Int32(), i, inner, outer));
            if ((uint)feature >= (uint)features) throw new ModelFormatException($"a tree asks for feature {feature}; the task has {features}");
            reader.Floats(threshold);
            nodes[i] = new Node(feature, left, right, threshold[0]);
            if (left >= 0) depths[left] = Math.Max(depths[left], depths[i] + 1);
            if (right >= 0) depths[right] = Math.Max(depths[right], depths[i] + 1);
            if (depths[i] > Deepest) throw new ModelFormatException($"a tree is deeper than {Deepest}");
        }

        var leaves = new float[outer];
        reader.Floats(leaves);
        return new BinaryTrees(roots, nodes, leaves, calibration[0], calibration[1]);
    }

    private static int Child(int child, int after, int nodes, int leaves) =>
        (child > after && child < nodes) || (child < 0 && ~child < leaves)
            ? child
            : throw new ModelFormatException($"a tree has a child {child} behind node {after} of {nodes} with {leaves} leaves");

    private readonly record struct Node(int Feature, int Left, int Right, float Threshold);

    /// <summary>Puts trees together, node by node.</summary>
    public sealed class Builder
    {
        private readonly List<int> _roots = [];
        private readonly List<Node> _nodes = [];
        private readonly List<float> _leaves = [];

        /// <summary>Adds a tree.</summary>
        /// <param name="lookUp">What is at a place of the tree: a leaf with its value, or a split with the places of its children.</param>
        /// <param name="root">The place of its root.</param>
        public void Add(Func<int, Split> lookUp, int root) => _roots.Add(Copy(lookUp, root));

        /// <param name="slope">a of the calibration.</param>
        /// <param name="offset">b of it.</param>
        public BinaryTrees Build(double slope, double offset) => new([.. _roots], [.. _nodes], [.. _leaves], slope, offset);

        private int Copy(Func<int, Split> lookUp, int place)
        {
            var split = lookUp(place);
            if (split.Feature < 0)
            {
                _leaves.Add(split.Value);
                return ~(_leaves.Count - 1);
            }

            var at = _nodes.Count;
            _nodes.Add(default);
            var left = Copy(lookUp, split.Left);
            _nodes[at] = new Node(split.Feature, left, Copy(lookUp, split.Right), split.Value);
            return at;
        }
    }

    /// <summary>A place in a tree.</summary>
    /// <param name="Feature">What it asks for; −1: it is a leaf.</param>
    /// <param name="Value">The threshold, or the leaf's value.</param>
    /// <param name="Left">Where samples go that are at most the threshold.</param>
    /// <param name="Right">Where the others go.</param>
    public readonly record struct Split(int Feature, float Value, int Left, int Right);
}
