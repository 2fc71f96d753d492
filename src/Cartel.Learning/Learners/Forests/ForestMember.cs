namespace Cartel.Learning;

/// <summary>A tree of an ensemble with all that watches over it.</summary>
internal sealed class ForestMember(HoeffdingTree tree, OutOfBag record, Adwin drift, Adwin? warning)
{
    /// <summary>Beyond this weight of a class's samples a tree knows it as well as any.</summary>
    public const float Enough = 500;

    // The weight of each class in the tree's leaves, up to Enough.
    private readonly float[] _learned = new float[record.Classes];

    /// <summary>The tree that votes.</summary>
    public HoeffdingTree Tree { get; private set; } = tree;

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
        TreeMemory.Header + 40 + Tree.Bytes + (Background?.Bytes ?? 0) + Record.Bytes + Drift.Bytes + (Warning?.Bytes ?? 0)
        + TreeMemory.Array<float>(_learned.Length);

    /// <summary>The weight of each class that the tree has learned, up to <see cref="Enough"/>.</summary>
    public ReadOnlySpan<float> Learned => _learned;

    /// <summary>The tree learns a sample.</summary>
    public void Learn(TreeSample sample, int label, int weight)
    {
        Tree.Learn(sample, label, weight);
        Background?.Learn(sample, label, weight);
        _learned[label] = Math.Min(Enough, _learned[label] + weight);
    }

    /// <summary>Puts another tree in the place of this one; what was known of the old one is forgotten.</summary>
    public void Replace(HoeffdingTree tree)
    {
        (Tree, Background) = (tree, null);
        CountLearned();
        Record.Clear();
        Drift.Reset();
        Warning?.Reset();
    }

    public ForestMember Clone()
    {
        var copy = new ForestMember(Tree.Clone(), Record.Clone(), Drift.Clone(), Warning?.Clone()) { Background = Background?.Clone() };
        _learned.CopyTo(copy._learned, 0);
        return copy;
    }

    public void Write(BinaryWriter writer)
    {
        Tree.Write(writer);
        foreach (var weight in _learned) writer.Write(weight);
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
        reader.Floats(_learned);
        foreach (var weight in _learned)
        {
            if (weight is < 0 or > Enough) throw new ModelFormatException($"a tree that learned a weight of {weight}; 0 to {Enough} are counted");
        }

        Record = OutOfBag.Read(ref reader, shape.Classes);
        Drift.Read(ref reader);
        Warning?.Read(ref reader);
        if (reader.Byte() != 0) Background = HoeffdingTree.Read(shape, settings, ref reader);
    }

    private void CountLearned()
    {
        Array.Clear(_learned);
        foreach (var leaf in TreeWalk.Leaves(Tree.Root))
        {
            for (var k = 0; k < _learned.Length; k++) _learned[k] = Math.Min(Enough, _learned[k] + leaf.Counts[k]);
        }
    }
}
