using Cartel.Learning;

namespace Cartel.Streams.Tests;

/// <summary>A data set whose only value is the row's own number, so that a stream tells which rows it gave out.</summary>
internal sealed class NumberedRows : IDataSet
{
    private readonly int[] _labels;

    /// <param name="rowsPerClass">The number of rows of the classes <c>c0</c>, <c>c1</c> and so on, which take turns.</param>
    public NumberedRows(params int[] rowsPerClass)
    {
        _labels = [.. rowsPerClass.SelectMany((rows, label) => Enumerable.Range(0, rows).Select(i => (i, label))).Order().Select(pair => pair.label)];
        Schema = new FeatureSchema([Feature.Numeric("row")], [.. rowsPerClass.Select((_, label) => $"c{label}")]);
    }

    public string Name => "numbered";

    public FeatureSchema Schema { get; }

    public int Count => _labels.Length;

    public BadRows BadRows { get; } = new();

    public int Label(int row) => _labels[row];

    public void Read(int row, Span<float> values) => values[0] = row;
}
