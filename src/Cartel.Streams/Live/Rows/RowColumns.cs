using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>What is to be read from each row.</summary>
/// <param name="Features">The values, in order; none for a file of labels.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Options">The label's name, words for missing values, and the like.</param>
/// <param name="NeedsLabelColumn">Whether a file without the label's column is of no use; else its samples have no label.</param>
/// <param name="NeedsLabel">Whether a row without a label is of no use.</param>
/// <param name="Key">The name of the value that names the row; null: none.</param>
internal sealed record RowColumns(
    IReadOnlyList<Feature> Features, IReadOnlyList<string> Classes, CsvOptions Options, bool NeedsLabelColumn, bool NeedsLabel, string? Key);
