namespace Cartel.Learning;

/// <summary>Trees that vote, each by the leaf that the sample reaches in it.</summary>
/// <remarks>
/// <para>Tree t gives class k the share pₜ(k) of its leaf's votes (<see cref="FormulaLeaf"/>), and counts wₜ, that leaf's weight.
/// Where every tree knows every class, the score of k is Σ wₜ pₜ(k), divided by the sum over all classes; all 0, and the label −1,
/// where that sum is 0.</para>
/// <para>Else, with q(k) = Σ wₜ pₜ(k) / Σ wₜ over the trees that know k (0 where there is no weight), tree t leaves q(k) to each
/// class that it does not know, and scales its shares of the others to sum to 1 − min(1, Σ q(k) of those).</para>
/// </remarks>
/// <param name="Trees">At least one.</param>
/// <param name="Leaves">Of all trees: a split names a leaf by its index here.</param>
public sealed record TreesFormula(IReadOnlyList<FormulaTree> Trees, IReadOnlyList<FormulaLeaf> Leaves) : DecisionFormula
{
    /// <summary>Whether every tree knows every class.</summary>
    public bool AllKnowAll => Trees.All(static tree => !tree.Knows.Contains(false));
}

/// <summary>A tree of splits on encoded features.</summary>
/// <param name="Root">Where it begins: a leaf, or the first split.</param>
/// <param name="Splits">Its splits; children come after their parents.</param>
/// <param name="Knows">Of each class, whether the tree has a say in it.</param>
public sealed record FormulaTree(FormulaNode Root, IReadOnlyList<FormulaSplit> Splits, bool[] Knows)
{
    /// <summary>The leaf that a sample reaches: an index into <see cref="TreesFormula.Leaves"/>.</summary>
    public int LeafOf(ReadOnlySpan<float> features)
    {
        var node = Root;
        while (!node.IsLeaf)
        {
            var split = Splits[node.Index];
            node = features[split.Feature] <= split.Threshold ? split.AtMost : split.Above;
        }

        return node.Index;
    }
}

/// <summary>A split or a leaf by its index.</summary>
/// <param name="IsLeaf">Whether it is one of <see cref="TreesFormula.Leaves"/>, and not of <see cref="FormulaTree.Splits"/>.</param>
/// <param name="Index">Which one.</param>
public readonly record struct FormulaNode(bool IsLeaf, int Index);

/// <summary>Sends a sample on by one encoded feature.</summary>
/// <param name="Feature">Which one.</param>
/// <param name="Threshold">Compared with, as a float.</param>
/// <param name="AtMost">Where a sample goes whose feature is at most the threshold.</param>
/// <param name="Above">Where it goes otherwise.</param>
public readonly record struct FormulaSplit(int Feature, float Threshold, FormulaNode AtMost, FormulaNode Above);

/// <summary>What a leaf says.</summary>
/// <remarks>
/// By naive Bayes, if it has densities: class k of them has the logarithm cₖ − Σ qₖᵢ (xᵢ − μₖᵢ)² over the features i that the leaf
/// watches, and its votes are the softmax of these; gaps count as at most <see cref="WidestGap"/>. Without densities, or
/// where every logarithm is −∞, the votes are <paramref name="Votes"/>.
/// </remarks>
/// <param name="Votes">One per class; at least 0.</param>
/// <param name="Weight">How much its tree counts for a sample that reaches it; 0 where it has no votes.</param>
/// <param name="Watched">The encoded features that its densities look at.</param>
/// <param name="Densities">One for each class that naive Bayes knows; none: the votes are as they are.</param>
public sealed record FormulaLeaf(float[] Votes, double Weight, int[] Watched, IReadOnlyList<FormulaDensity> Densities)
{
    /// <summary>The widest gap between a value and a mean that counts.</summary>
    public const float WidestGap = 1e19f;
}

/// <summary>The logarithm of a class's density in a leaf, up to what all classes share.</summary>
/// <param name="Label">The class.</param>
/// <param name="Constant">c.</param>
/// <param name="Means">μ: one per watched feature.</param>
/// <param name="Precisions">q: one per watched feature.</param>
public sealed record FormulaDensity(int Label, double Constant, float[] Means, float[] Precisions);
