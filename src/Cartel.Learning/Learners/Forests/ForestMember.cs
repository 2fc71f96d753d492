namespace Cartel.Learning;

/// <summary>A tree of an ensemble with all that watches over it.</summary>
internal sealed class ForestMember(HoeffdingTree tree, OutOfBag record, Adwin drift, Adwin? warning)
{
    /// <summary>The tree that votes.</summary>
    public HoeffdingTree Tree { get; set; } = tree;

    /// <summary>How it does on samples that it has not learned yet.</summary>
    public OutOfBag Record { get; private set; } = record;

    /// <summary>Watches its errors for a change that calls for another tree.</summary>
    public Adwin Drift { get; private set; } = drift;

    /// <summary>Watches them for the first signs of one; null where nobody asks.</summary>
    public Adwin? Warning { get; private set; } = warning;

    /// <summary>What grows in the background to take the tree's place; null while nothing warns.</summary>
    public HoeffdingTree? Background { get; set; }

    /// <summary>Its size in memory, in bytes.</summary>
    public long Bytes =>
        TreeMemory.Header + 40 + Tree.Bytes + (Background?.Bytes ?? 0) + Record.Bytes + Drift.Bytes + (Warning?.Bytes ?? 0);

    /// <summary>Puts another tree in the place of this one; what was known of the old one is forgotten.</summary>
    public void Replace(HoeffdingTree tree)
    {
        (Tree, Background) = (tree, null);
        Record.Clear();
        Drift.Reset();
        Warning?.Reset();
    }

    public ForestMember Clone() =>
        new(Tree.Clone(), Record.Clone(), Drift.Clone(), Warning?.Clone()) { Background = Background?.Clone() };

    public void Write(BinaryWriter writer)
    {
        Tree.Write(writer);
        Record.Write(writer);
        Drift.Write(writer);
        Warning?.Write(writer);
        writer.Write(Background is not null);
        Background?.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote into a member as new, made by the same settings.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged.</exception>
    public void Read(ref SpanReader reader, TreeShape shape, HoeffdingTreeSettings settings)
    {
        Tree = HoeffdingTree.Read(shape, settings, ref reader);
        Record = OutOfBag.Read(ref reader, shape.Classes);
        Drift.Read(ref reader);
        Warning?.Read(ref reader);
        if (reader.Byte() != 0) Background = HoeffdingTree.Read(shape, settings, ref reader);
    }
}
