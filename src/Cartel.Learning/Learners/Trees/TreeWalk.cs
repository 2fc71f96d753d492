namespace Cartel.Learning;

/// <summary>What is done to every node below one.</summary>
internal static class TreeWalk
{
    // After a cut some room is left, so that the next one is not due at once.
    private const double Room = 0.1;

    /// <summary>What a subtree takes, in bytes.</summary>
    public static long BytesOf(TreeNode? node)
    {
        if (node is null) return 0;

        var bytes = node.Bytes + (node.Monitor is { } monitor ? monitor.Bytes + BytesOf(monitor.Alternate) : 0);
        if (node is SplitNode split)
        {
            foreach (var child in split.Children) bytes += BytesOf(child);
        }

        return bytes;
    }

    /// <summary>The leaves from left to right, those of alternates after those they may replace.</summary>
    public static IEnumerable<LeafNode> Leaves(TreeNode? node) => node switch
    {
        LeafNode leaf => [leaf],
        SplitNode split => split.Children.Append(split.Monitor?.Alternate).SelectMany(Leaves),
        _ => [],
    };

    /// <summary>Deactivates the least promising leaves: those with the least weight outside their majority class.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="excess">How many bytes are to be gained at least; a tenth of what the leaves hold is gained in any case.</param>
    /// <returns>The bytes gained.</returns>
    public static long Retire(TreeNode root, long excess)
    {
        var active = Leaves(root).Where(static leaf => leaf.Active).OrderBy(Promise).ToList();
        var wanted = excess + (long)(Room * active.Sum(static leaf => (long)leaf.Bytes));
        var gained = 0L;
        foreach (var leaf in active)
        {
            if (gained >= wanted) break;

            gained += leaf.Bytes;
            leaf.Deactivate();
            gained -= leaf.Bytes;
        }

        return gained;
    }

    private static float Promise(LeafNode leaf)
    {
        var sum = 0f;
        foreach (var count in leaf.Counts) sum += count;
        return sum - leaf.Counts[leaf.Majority];
    }
}
