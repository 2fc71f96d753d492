using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>How a <see cref="Spool"/> reads and keeps what is posted.</summary>
public sealed record SpoolOptions
{
    /// <summary>The name of the label's value; a line without it is an unlabelled sample.</summary>
    public string Label { get; init; } = CsvOptions.DefaultLabel;

    /// <summary>The name of the value that labels which come later name the sample by; null: none.</summary>
    public string? Key { get; init; }

    /// <summary>The most bytes that the queue takes on disk: 64 KiB and above, by default 64 MiB.</summary>
    public long CapacityBytes { get; init; } = 64L << 20;

    /// <summary>The longest batch in bytes, by default 4 MiB; never more than a quarter of the capacity.</summary>
    public int LargestBatchBytes { get; init; } = 4 << 20;

    /// <summary>Of how many batches the keys are remembered: 0 to 10,000, by default 1,000.</summary>
    public int RememberedBatches { get; init; } = 1_000;

    internal RowColumns Columns(IReadOnlyList<Feature> features, IReadOnlyList<string> classes, bool needsLabel) =>
        new(features, classes, new CsvOptions($"http:?label={Label}", Label, [], [], (byte)',', [], null, null), needsLabel, needsLabel, Key);
}
