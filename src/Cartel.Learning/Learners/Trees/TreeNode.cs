namespace Cartel.Learning;

/// <summary>A split or a leaf.</summary>
internal abstract class TreeNode
{
    /// <summary>How well the subtree does, and what might replace it; null in trees that do not adapt.</summary>
    public NodeMonitor? Monitor { get; set; }

    /// <summary>What the node itself takes, in bytes.</summary>
    public abstract int Bytes { get; }
}
