namespace Cartel.Learning;

/// <summary>Which tree a <see cref="HoeffdingTreeLearner"/> grows.</summary>
public enum TreeKind
{
    /// <summary>The Hoeffding tree: it only grows.</summary>
    Plain,

    /// <summary>The Hoeffding adaptive tree: subtrees whose error rises are replaced.</summary>
    Adaptive,
}

internal static class TreeKinds
{
    public static string NameOf(TreeKind kind) => kind is TreeKind.Adaptive ? "hoeffding-adaptive-tree" : "hoeffding-tree";

    public static IStreamTree New(this TreeKind kind, TreeShape shape, HoeffdingTreeSettings settings, SeededRandom random) =>
        kind is TreeKind.Adaptive ? new AdaptiveTree(shape, settings, random) : new HoeffdingTree(shape, settings, random);

    /// <summary>Reads what <see cref="IStreamTree.Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or does not fit the schema or the settings.</exception>
    public static IStreamTree Read(this TreeKind kind, TreeShape shape, HoeffdingTreeSettings settings, ref SpanReader reader) =>
        kind is TreeKind.Adaptive ? AdaptiveTree.Read(shape, settings, ref reader) : HoeffdingTree.Read(shape, settings, ref reader);

    /// <summary>Reads what <see cref="IStreamTree.WriteForTransfer"/> wrote.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or does not fit the schema or the settings.</exception>
    public static IStreamTree ReadTransferred(
        this TreeKind kind, TreeShape shape, HoeffdingTreeSettings settings, SeededRandom random, ref SpanReader reader) =>
        kind is TreeKind.Adaptive
            ? AdaptiveTree.ReadTransferred(shape, settings, random, ref reader)
            : HoeffdingTree.ReadTransferred(shape, settings, random, ref reader);
}
