namespace Cartel.Learning;

/// <summary>How an ensemble of trees learns.</summary>
internal sealed record ForestSettings
{
    /// <summary>The most trees that an ensemble may have.</summary>
    public const int MostTrees = 1000;

    /// <summary>How many trees vote.</summary>
    public int Trees { get; init; } = 10;

    /// <summary>λ: how often each tree learns each sample, on average.</summary>
    public double Lambda { get; init; } = 6;

    /// <summary>The weight that a leaf gathers between two attempts to split.</summary>
    public double GracePeriod { get; init; } = 50;

    /// <summary>The chance that a split is not the best one.</summary>
    public double Confidence { get; init; } = 0.01;

    /// <summary>Once the Hoeffding bound is below it the best split is taken.</summary>
    public double TieThreshold { get; init; } = 0.05;

    /// <summary>For how long a leaf may skip attempts to split that are likely to fail, as a share of the weight that it has.</summary>
    public double Patience { get; init; } = 0.5;

    /// <summary>The share of the columns that each leaf watches; 0: √M + 1 of M.</summary>
    public double Features { get; init; } = 0.6;

    /// <summary>The confidence of the detector that replaces a tree.</summary>
    public double Drift { get; init; } = 0.001;

    /// <summary>The confidence of the detector that lets a tree grow in the background; 0: none does.</summary>
    public double Warning { get; init; } = 0.01;

    /// <summary>The most bytes that all trees together may take, those in the background included.</summary>
    public long Memory { get; init; } = 256L * 1024 * 1024;

    /// <summary>Reads the settings that the user gave.</summary>
    /// <exception cref="ArgumentException">One is out of bounds; the message names it.</exception>
    public static ForestSettings From(Settings settings, ForestSettings defaults) => new()
    {
        Trees = settings.Number("trees", defaults.Trees, 1, MostTrees),
        Lambda = settings.Number("lambda", defaults.Lambda, 0.01, PoissonTable.LargestMean),
        GracePeriod = settings.Number("grace", defaults.GracePeriod, 1, 1e6),
        Confidence = settings.Number("confidence", defaults.Confidence, 1e-30, 0.5),
        TieThreshold = settings.Number("tie", defaults.TieThreshold, 0, 1),
        Patience = settings.Number("patience", defaults.Patience, 0, 100),
        Features = settings.Number("features", defaults.Features, 0, 1),
        Drift = settings.Number("drift", defaults.Drift, 1e-12, 0.999),
        Warning = settings.Number("warning", defaults.Warning, 0, 0.999),
        Memory = settings.Number("memory", defaults.Memory, 1 << 14, 1L << 40),
    };

    /// <summary>How one of the trees grows.</summary>
    public HoeffdingTreeSettings ForTrees(TreeShape shape) => new()
    {
        GracePeriod = GracePeriod,
        Confidence = Confidence,
        TieThreshold = TieThreshold,
        Patience = Patience,
        ColumnsPerLeaf = ColumnsPerLeaf(shape.Columns),
        Memory = Memory / (Warning > 0 ? 2 * Trees : Trees),
    };

    public void Write(BinaryWriter writer)
    {
        writer.Write(Trees);
        foreach (var value in (double[])[Lambda, GracePeriod, Confidence, TieThreshold, Patience, Features, Drift, Warning]) writer.Write(value);
        writer.Write(Memory);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">A setting is out of bounds.</exception>
    public static ForestSettings Read(ref SpanReader reader)
    {
        var trees = reader.Int32();
        Span<double> values = stackalloc double[8];
        reader.Doubles(values);
        var memory = reader.Int64();
        return new ForestSettings
        {
            Trees = (int)Within(trees, 1, MostTrees),
            Lambda = Within(values[0], 0.01, PoissonTable.LargestMean),
            GracePeriod = Within(values[1], 1, 1e6),
            Confidence = Within(values[2], 1e-30, 0.5),
            TieThreshold = Within(values[3], 0, 1),
            Patience = Within(values[4], 0, 100),
            Features = Within(values[5], 0, 1),
            Drift = Within(values[6], 1e-12, 0.999),
            Warning = Within(values[7], 0, 0.999),
            Memory = (long)Within(memory, 1 << 14, 1L << 40),
        };
    }

    // As MOA does: the nearest whole number, at least one.
    private int ColumnsPerLeaf(int columns)
    {
        var wanted = Features == 0 ? (int)Math.Round(Math.Sqrt(columns)) + 1 : (int)Math.Round(columns * Features);
        return Math.Clamp(wanted, 1, columns);
    }

    private static double Within(double value, double least, double most) => value >= least && value <= most
        ? value
        : throw new ModelFormatException($"a setting of {value}; {least} to {most} are possible");
}
