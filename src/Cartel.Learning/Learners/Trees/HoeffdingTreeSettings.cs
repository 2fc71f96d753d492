namespace Cartel.Learning;

/// <summary>How leaves predict.</summary>
internal enum LeafPrediction : byte
{
    /// <summary>The class of the greatest weight.</summary>
    Majority,

    /// <summary>Naive Bayes.</summary>
    NaiveBayes,

    /// <summary>Whichever of the two has been right more often in the leaf.</summary>
    Adaptive,
}

/// <summary>How a Hoeffding tree grows. The defaults are those of the literature and of MOA.</summary>
internal sealed record HoeffdingTreeSettings
{
    /// <summary>The most splits on the way to a leaf that any tree may have.</summary>
    public const int DeepestAllowed = 200;

    private const long LeastMemory = 1 << 10;
    private const long MostMemory = 1L << 40;

    /// <summary>The weight that a leaf gathers between two attempts to split.</summary>
    public double GracePeriod { get; init; } = 200;

    /// <summary>δ: the chance that a split is not the best one.</summary>
    public double Confidence { get; init; } = 1e-7;

    /// <summary>Once the bound is below it the best split is taken, however close the second.</summary>
    public double TieThreshold { get; init; } = 0.05;

    /// <summary>For how long a leaf may skip attempts that are likely to fail, as a share of the weight that it has; 0: never.</summary>
    /// <remarks>After E. García-Martín et al., “Hoeffding trees with nmin adaptation”, IEEE DSAA 2018; the share keeps a leaf
    /// from sleeping through a change. Set by forests, which write it; no setting of a tree by itself.</remarks>
    public double Patience { get; init; }

    public LeafPrediction LeafPrediction { get; init; } = LeafPrediction.Adaptive;

    /// <summary>How many columns, drawn at random, each leaf watches; 0: all.</summary>
    public int ColumnsPerLeaf { get; init; }

    /// <summary>Whether nominal columns are split by one category against the others only.</summary>
    public bool BinarySplits { get; init; }

    /// <summary>A leaf as deep as this does not split.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Beyond so many bytes the least promising leaves stop to keep statistics.</summary>
    public long Memory { get; init; } = 32 * 1024 * 1024;

    /// <summary>Writes them: 53 bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(GracePeriod);
        writer.Write(Confidence);
        writer.Write(TieThreshold);
        writer.Write((byte)LeafPrediction);
        writer.Write(ColumnsPerLeaf);
        writer.Write(BinarySplits);
        writer.Write(Depth);
        writer.Write(Memory);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">One is out of bounds.</exception>
    public static HoeffdingTreeSettings Read(ref SpanReader reader)
    {
        var read = new HoeffdingTreeSettings
        {
            GracePeriod = reader.Double(), Confidence = reader.Double(), TieThreshold = reader.Double(),
            LeafPrediction = (LeafPrediction)reader.Byte(), ColumnsPerLeaf = reader.Int32(), BinarySplits = reader.Byte() == 1,
            Depth = reader.Int32(), Memory = reader.Int64(),
        };
        return read is
        {
            GracePeriod: >= 1 and <= 1e6, Confidence: >= 1e-30 and <= 0.5, TieThreshold: >= 0 and <= 1,
            LeafPrediction: <= LeafPrediction.Adaptive, ColumnsPerLeaf: >= 0 and <= FeatureSchema.LargestCount,
            Depth: >= 1 and <= DeepestAllowed, Memory: >= LeastMemory and <= MostMemory,
        }
            ? read
            : throw new ModelFormatException("a setting of the tree is out of bounds");
    }

    /// <summary>Reads the settings that the user gave.</summary>
    /// <exception cref="ArgumentException">One is out of bounds; the message names it.</exception>
    public static HoeffdingTreeSettings From(Settings settings)
    {
        var defaults = new HoeffdingTreeSettings();
        return new HoeffdingTreeSettings
        {
            GracePeriod = settings.Number("grace", defaults.GracePeriod, 1, 1e6),
            Confidence = settings.Number("confidence", defaults.Confidence, 1e-30, 0.5),
            TieThreshold = settings.Number("tie", defaults.TieThreshold, 0, 1),
            LeafPrediction = (LeafPrediction)settings.Number("leaf", (int)defaults.LeafPrediction, 0, 2),
            BinarySplits = settings.Number("binary", 0, 0, 1) == 1,
            Depth = settings.Number("depth", defaults.Depth, 1, DeepestAllowed),
            Memory = settings.Number("memory", defaults.Memory, LeastMemory, MostMemory),
        };
    }
}
