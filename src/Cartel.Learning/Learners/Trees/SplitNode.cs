namespace Cartel.Learning;

/// <summary>How a split sends samples on.</summary>
internal enum SplitTest : byte
{
    /// <summary>A number: at most the threshold to child 0, above it to child 1.</summary>
    AtMost,

    /// <summary>A category: the one to child 0, any other and a missing one to child 1.</summary>
    Equal,

    /// <summary>A category: each to its own child; a missing one to the child that was heaviest when the leaf split.</summary>
    Category,
}

/// <summary>An inner node: a test on one column and a child per outcome.</summary>
/// <param name="test">How samples are sent on.</param>
/// <param name="column">In the order of <see cref="TreeShape"/>.</param>
/// <param name="threshold">The number of <see cref="SplitTest.AtMost"/>, the category of <see cref="SplitTest.Equal"/>, the
/// heaviest child of <see cref="SplitTest.Category"/>.</param>
/// <param name="children">Only a split by category lacks some: no sample has come that way. The heaviest is there.</param>
internal sealed class SplitNode(SplitTest test, int column, float threshold, TreeNode?[] children) : TreeNode
{
    public SplitTest Test { get; } = test;

    public int Column { get; } = column;

    public float Threshold { get; } = threshold;

    public TreeNode?[] Children { get; } = children;

    public override int Bytes => TreeMemory.Header + 32 + TreeMemory.Array<long>(Children.Length);

    /// <summary>The child that a sample goes to.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="numerics">How many columns of the schema are numeric.</param>
    public int Branch(TreeSample sample, int numerics)
    {
        if (Test is SplitTest.AtMost) return sample.Numbers[Column] <= Threshold ? 0 : 1;

        var category = sample.Categories[Column - numerics];
        if (Test is SplitTest.Equal) return category == (int)Threshold ? 0 : 1;

        return category >= 0 ? category : (int)Threshold;
    }
}
