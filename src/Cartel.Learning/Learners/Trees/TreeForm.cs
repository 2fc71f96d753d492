namespace Cartel.Learning;

/// <summary>The binary form of a tree's nodes, from the root on, each before its children.</summary>
/// <remarks>
/// <para>Little-endian. A node is a byte: 0 none, 1 leaf, 64 leaf with its statistics in a tree that travels, 2 and above a split (2 + its <see cref="SplitTest"/>), plus 128 where a monitor and its alternate follow the node: column (4),
/// threshold (4), for <see cref="SplitTest.Category"/> a child per category, else two. A leaf's content follows it. Since
/// children stand inside their parents, no form has a cycle or a node that is not reached.</para>
/// <para>A reader stops at the depth and the memory of the settings, whatever the bytes promise.</para>
/// </remarks>
internal sealed class TreeForm(TreeGrowth growth, bool monitored = false)
{
    private const byte None = 0;
    private const byte Leaf = 1;
    private const byte FirstSplit = 2;
    private const byte Monitored = 0x80;
    private const byte FullLeaf = 0x40;

    // Of a tree that travels, the heaviest leaves keep their statistics up to so many bytes in all.
    private const long MostStatistics = 256 * 1024;

    private long _bytes;

    private delegate LeafNode LeafReader(ref SpanReader reader, int depth);

    public static void Write(BinaryWriter writer, TreeNode? node) => Write(writer, node, travelling: null);

    /// <summary>Writes what a borrower needs: the heaviest leaves with their statistics, the others' class weights.</summary>
    public static void WriteForTransfer(BinaryWriter writer, TreeNode? node)
    {
        var (chosen, bytes) = (new HashSet<LeafNode>(), 0L);
        foreach (var leaf in Leaves(node).Where(static leaf => leaf.Active).OrderByDescending(static leaf => leaf.Weight))
        {
            if ((bytes += leaf.Bytes) > MostStatistics) break;
            chosen.Add(leaf);
        }

        Write(writer, node, chosen);
    }

    /// <summary>Writes a leaf of a tree that travels, of which no more is known than the weight of each class.</summary>
    public static void WriteLeaf(BinaryWriter writer, ReadOnlySpan<float> counts)
    {
        writer.Write(Leaf);
        TreeCounts.Write(writer, counts);
    }

    /// <summary>Writes a split; its children must follow.</summary>
    public static void WriteSplit(BinaryWriter writer, SplitTest test, int column, float threshold)
    {
        writer.Write((byte)(FirstSplit + (byte)test));
        writer.Write(column);
        writer.Write(threshold);
    }

    /// <summary>A copy of a subtree.</summary>
    public static TreeNode Copy(TreeNode node)
    {
        TreeNode copy = node is SplitNode split
            ? new SplitNode(split.Test, split.Column, split.Threshold, Array.ConvertAll(split.Children, static child => child is null ? null : Copy(child)))
            : ((LeafNode)node).Clone();
        copy.Monitor = node.Monitor?.CloneAlone();
        if (node.Monitor?.Alternate is { } alternate) copy.Monitor!.Alternate = Copy(alternate);
        return copy;
    }

    public TreeNode Read(ref SpanReader reader) => Root(ref reader, ReadLeaf);

    public TreeNode ReadTransferred(ref SpanReader reader) => Root(ref reader, ReadTransferredLeaf);

    private static IEnumerable<LeafNode> Leaves(TreeNode? node) => node switch
    {
        LeafNode leaf => [leaf],
        SplitNode split => split.Children.SelectMany(Leaves),
        _ => [],
    };

    // Without a choice of leaves to travel with their statistics, all of the tree is written.
    private static void Write(BinaryWriter writer, TreeNode? node, HashSet<LeafNode>? travelling)
    {
        var monitor = travelling is null ? node?.Monitor : null;
        var mark = monitor is null ? 0 : Monitored;
        switch (node)
        {
            case LeafNode leaf:
                var full = travelling?.Contains(leaf) == true;
                writer.Write((byte)((full ? FullLeaf : Leaf) | mark));
                if (full || travelling is null) leaf.Write(writer);
                else TreeCounts.WriteRounded(writer, leaf.Counts);
                break;
            case SplitNode split:
                writer.Write((byte)(FirstSplit + (byte)split.Test | mark));
                writer.Write(split.Column);
                writer.Write(split.Threshold);
                foreach (var child in split.Children) Write(writer, child, travelling);
                break;
            default:
                writer.Write(None);
                break;
        }

        if (monitor is null) return;

        monitor.Write(writer);
        Write(writer, monitor.Alternate, travelling: null);
    }

    private TreeNode Root(ref SpanReader reader, LeafReader readLeaf) =>
        Read(ref reader, 0, readLeaf) ?? throw new ModelFormatException("the tree has no root");

    private TreeNode? Read(ref SpanReader reader, int depth, LeafReader readLeaf)
    {
        var mark = reader.Byte();
        if (mark == None) return null;

        var (kind, hasMonitor) = (mark & ~Monitored, (mark & Monitored) != 0);
        if (kind == None || (hasMonitor && !monitored)) throw new ModelFormatException($"a node of kind {mark} is not possible");

        TreeNode node = kind switch
        {
            Leaf => readLeaf(ref reader, depth),
            FullLeaf => ReadLeaf(ref reader, depth),
            _ => ReadSplit(ref reader, (SplitTest)(kind - FirstSplit), depth, readLeaf),
        };
        Count(node.Bytes);
        if (hasMonitor) ReadMonitor(ref reader, node, depth, readLeaf);
        return node;
    }

    private void ReadMonitor(ref SpanReader reader, TreeNode node, int depth, LeafReader readLeaf)
    {
        node.Monitor = NodeMonitor.Read(ref reader);
        Count(node.Monitor.Bytes);
        node.Monitor.Alternate = Read(ref reader, depth + 1, readLeaf);
        if (node is LeafNode && node.Monitor.Alternate is not null) throw new ModelFormatException("a leaf cannot have an alternate");
    }

    private void Count(long bytes)
    {
        _bytes += bytes;
        if (_bytes > growth.Settings.Memory + TreeMemory.Array<float>(2 * growth.Shape.Classes))
            throw new ModelFormatException($"the tree takes more than the {growth.Settings.Memory} bytes that are allowed");
    }

    private SplitNode ReadSplit(ref SpanReader reader, SplitTest test, int depth, LeafReader readLeaf)
    {
        if (depth >= growth.Settings.Depth) throw new ModelFormatException($"the tree is deeper than {growth.Settings.Depth} splits");

        Span<float> threshold = stackalloc float[1];
        var column = reader.Int32();
        reader.Floats(threshold);
        var children = new TreeNode?[Children(test, column, threshold[0])];
        for (var i = 0; i < children.Length; i++) children[i] = Read(ref reader, depth + 1, readLeaf);
        if (test is SplitTest.Category ? children[(int)threshold[0]] is null : children[0] is null || children[1] is null)
            throw new ModelFormatException("a split lacks a child that it needs");

        return new SplitNode(test, column, threshold[0], children);
    }

    private int Children(SplitTest test, int column, float threshold)
    {
        var shape = growth.Shape;
        var nominal = column - shape.Numerics;
        if (column < 0 || column >= shape.Columns || test > SplitTest.Category || (test is SplitTest.AtMost) != (nominal < 0))
            throw new ModelFormatException($"a split of form {test} on column {column} is not possible");

        if (test is SplitTest.AtMost) return 2;
        if (!float.IsInteger(threshold) || threshold < 0 || threshold >= shape.Categories[nominal])
            throw new ModelFormatException($"a split on category {threshold} of column {column}, which has {shape.Categories[nominal]}");

        return test is SplitTest.Equal ? 2 : shape.Categories[nominal];
    }

    private LeafNode ReadLeaf(ref SpanReader reader, int depth) => LeafNode.Read(growth, ref reader, depth);

    private LeafNode ReadTransferredLeaf(ref SpanReader reader, int depth)
    {
        var counts = new float[growth.Shape.Classes];
        TreeCounts.Read(ref reader, counts);
        // It has seen nothing itself: the weights that came with it predict until naive Bayes has done better.
        var leaf = growth.NewLeaf(counts, depth);
        leaf.Lead = -1;
        return leaf;
    }
}
