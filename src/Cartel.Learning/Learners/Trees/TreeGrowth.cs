using System.Buffers;

namespace Cartel.Learning;

/// <summary>What Hoeffding trees of both kinds share: leaves that learn, and when and how a leaf becomes a split.</summary>
internal sealed class TreeGrowth(TreeShape shape, HoeffdingTreeSettings settings, SeededRandom random)
{
    // How much a split's lead may grow while attempts are skipped.
    private const double Hope = 1.5;

    public TreeShape Shape { get; } = shape;

    public HoeffdingTreeSettings Settings { get; } = settings;

    public SeededRandom Random { get; } = random;

    /// <summary>A leaf with columns of its own, if leaves watch only some.</summary>
    /// <param name="counts">The weight of each class that it starts with; none: 0.</param>
    /// <param name="depth">How many splits lie above it.</param>
    public LeafNode NewLeaf(ReadOnlySpan<float> counts, int depth) => new(Shape, counts, depth, DrawColumns());

    /// <summary>Whether a leaf predicts by naive Bayes as things stand.</summary>
    public bool UsesNaiveBayes(LeafNode leaf) => leaf.Slots > 0 && Settings.LeafPrediction switch
    {
        LeafPrediction.Majority => false,
        LeafPrediction.NaiveBayes => true,
        _ => leaf.Lead >= 0,
    };

    /// <summary>Settles which of a leaf's two predictions would have been right, before it learns the sample.</summary>
    /// <returns>The class that the leaf predicts.</returns>
    public int Judge(LeafNode leaf, TreeSample sample, in LeafView view, int label, float weight, in LastPrediction last)
    {
        var majority = leaf.Majority;
        if (Settings.LeafPrediction is LeafPrediction.Majority || leaf.Slots == 0 || leaf.Pure) return majority;

        var byBayes = last.Of(sample, leaf, view);
        var predicted = UsesNaiveBayes(leaf) ? byBayes : majority;
        if (byBayes == label) leaf.Lead += weight;
        if (majority == label) leaf.Lead -= weight;
        return predicted;
    }

    /// <summary>Whether it is time for a leaf to try to split; if so, the time starts anew.</summary>
    public bool IsDue(LeafNode leaf)
    {
        if (leaf.SinceAttempt < Settings.GracePeriod || !leaf.Active) return false;

        leaf.SinceAttempt = 0;
        return leaf.Depth < Settings.Depth && !leaf.Pure;
    }

    /// <summary>The split that should take a leaf's place; null: none yet.</summary>
    public SplitNode? Split(LeafNode leaf)
    {
        var scratch = ArrayPool<double>.Shared.Rent(2 * Shape.Classes);
        try
        {
            var search = new SplitSearch(Shape, leaf, scratch);
            search.Run(Settings.BinarySplits);
            return search.Best.Gain > 0 && IsSure(leaf, search) ? Split(leaf, search) : null;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(scratch);
        }
    }

    private bool IsSure(LeafNode leaf, in SplitSearch search)
    {
        var range = Math.Log2(Math.Max(2, Shape.Classes - leaf.Counts.Count(0)));
        var bound = InformationGain.HoeffdingBound(range, Settings.Confidence, search.Total);
        var lead = search.Best.Gain - search.RunnerUp;
        if (lead > bound || bound < Settings.TieThreshold) return true;

        // The bound falls with √n: until it meets a lead somewhat greater than today's, or the tie threshold, attempts fail.
        var shrink = bound / Math.Max(Settings.TieThreshold, Hope * lead);
        var wait = Math.Min(search.Total * (shrink * shrink - 1), search.Total * Settings.Patience);
        if (wait > Settings.GracePeriod) leaf.SinceAttempt = (float)(Settings.GracePeriod - wait);
        return false;
    }

    private SplitNode Split(LeafNode leaf, in SplitSearch search)
    {
        var best = search.Best;
        var children = new TreeNode?[best.Test is SplitTest.Category ? Shape.Categories[best.Column - Shape.Numerics] : 2];
        var (counts, heaviest, most) = (new float[Shape.Classes], 0, 0f);
        for (var child = 0; child < children.Length; child++)
        {
            search.Child(best, child, counts);
            var weight = 0f;
            foreach (var count in counts) weight += count;
            if (weight > 0 || best.Test is not SplitTest.Category) children[child] = NewLeaf(counts, leaf.Depth + 1);
            if (weight > most) (heaviest, most) = (child, weight);
        }

        return new SplitNode(best.Test, best.Column, best.Test is SplitTest.Category ? heaviest : best.Threshold, children);
    }

    /// <summary>Reads the columns that a leaf watches.</summary>
    /// <exception cref="ModelFormatException">They are not ascending columns of the schema.</exception>
    public ushort[]? ReadColumns(ref SpanReader reader)
    {
        if (!WatchesSome) return null;

        var columns = new ushort[Settings.ColumnsPerLeaf];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = reader.UInt16();
            if (columns[i] >= Shape.Columns || (i > 0 && columns[i] <= columns[i - 1])) throw new ModelFormatException($"a leaf watches column {columns[i]}");
        }

        return columns;
    }

    private bool WatchesSome => Settings.ColumnsPerLeaf > 0 && Settings.ColumnsPerLeaf < Shape.Columns;

    // R. Floyd's sampling without replacement (CACM 30(9), 1987).
    private ushort[]? DrawColumns()
    {
        var (wanted, all) = (Settings.ColumnsPerLeaf, Shape.Columns);
        if (!WatchesSome) return null;

        var columns = new ushort[wanted];
        for (var i = 0; i < wanted; i++)
        {
            var drawn = (ushort)Random.Next(all - wanted + i + 1);
            columns[i] = columns.AsSpan(0, i).Contains(drawn) ? (ushort)(all - wanted + i) : drawn;
        }

        Array.Sort(columns);
        return columns;
    }
}
