namespace Cartel.Learning;

/// <summary>Trees of a formula for learners that grow trees.</summary>
internal static class AdoptedTrees
{
    /// <summary>The classes that some leaf votes for.</summary>
    /// <exception cref="ArgumentException">It is no formula of trees that vote alike.</exception>
    public static IReadOnlyList<int> Classes(IOnlineLearner learner, DecisionFormula formula)
    {
        if (formula is not TreesFormula trees) throw new ArgumentException($"is of no trees: {learner.Kind} takes nothing else", nameof(formula));
        if (trees.Leaves.Any(leaf => leaf.Densities.Count > 0 || leaf.Weight != 1 || leaf.Votes.Length != learner.Schema.Classes.Count))
            throw new ArgumentException("has leaves that predict by naive Bayes, do not count 1, or vote for other classes", nameof(formula));
        if (trees.Trees.SelectMany(static tree => tree.Splits).Any(split => split.Feature < 0 || split.Feature >= learner.Schema.EncodedLength))
            throw new ArgumentException($"has a split on a feature that is not one of {learner.Schema.EncodedLength}", nameof(formula));
        if (trees.Leaves.Any(static leaf => leaf.Votes.Any(static vote => !float.IsFinite(vote) || vote < 0)))
            throw new ModelFormatException("a leaf of the model has a vote that is below 0 or not a finite number");

        return [.. Enumerable.Range(0, learner.Schema.Classes.Count).Where(k => trees.Leaves.Any(leaf => leaf.Votes[k] > 0))];
    }

    /// <summary>The trees that are most often right, in their own order.</summary>
    public static IReadOnlyList<FormulaTree> Best(TreesFormula formula, int count, IReadOnlyList<EncodedSample> samples) => formula.Trees.Count <= count
        ? formula.Trees
        : [.. formula.Trees.Index()
            .OrderByDescending(tree => samples.Count(sample => IsRight(formula.Leaves[tree.Item.LeafOf(sample.Features)], sample.Label)))
            .Take(count).OrderBy(static tree => tree.Index).Select(static tree => tree.Item)];

    /// <summary>A tree as it would have come from another agent: each leaf weighs as many samples as reach it, and 1 at least.</summary>
    /// <exception cref="ModelFormatException">It is too deep, or a threshold is no number.</exception>
    public static byte[] Form(TreeShape shape, FormulaTree tree, IReadOnlyList<FormulaLeaf> leaves, IReadOnlyList<EncodedSample> samples)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var reached = new Dictionary<int, int>();
        foreach (var sample in samples)
        {
            var leaf = tree.LeafOf(sample.Features);
            reached[leaf] = reached.GetValueOrDefault(leaf) + 1;
        }

        new AdoptedTreeWriter(shape, tree, writer, at => Counts(leaves[at].Votes, Math.Max(1, reached.GetValueOrDefault(at)))).Write();
        return stream.ToArray();
    }

    private static bool IsRight(FormulaLeaf leaf, int label) => leaf.Votes.AsSpan().IndexOf(leaf.Votes.Max()) == label;

    private static float[] Counts(float[] votes, int weight)
    {
        var sum = votes.Sum(static vote => (double)vote);
        return sum > 0 ? [.. votes.Select(vote => (float)(weight * (vote / sum)))] : votes;
    }
}
