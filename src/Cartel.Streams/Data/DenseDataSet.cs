using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Rows of floats, in blocks, so that growing never copies what is already there.</summary>
internal sealed class DenseDataSet(string name, FeatureSchema schema, BadRows badRows, RowBlocks rows) : IDataSet
{
    public string Name { get; } = name;

    public FeatureSchema Schema { get; } = schema;

    public int Count => rows.Count;

    public BadRows BadRows { get; } = badRows;

    public int Label(int row) => rows.Label(row);

    public void Read(int row, Span<float> values)
    {
        var stored = rows.Values(row);
        if (values.Length != stored.Length)
            throw new ArgumentException($"is {values.Length} long and a row {stored.Length}", nameof(values));

        stored.CopyTo(values);
    }
}
