using System.Globalization;
using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>A data set whose rows belong to somebody: one column says to whom, and is no feature.</summary>
public sealed class PartitionedDataSet : IDataSet
{
    private readonly IDataSet _data;
    private readonly int _column;
    private readonly string[] _owners;

    /// <summary>Takes a column away from a data set.</summary>
    /// <exception cref="WorkloadException">The data have no such column, or no other.</exception>
    public PartitionedDataSet(IDataSet data, string column)
    {
        (_data, Column) = (data, column);
        var features = data.Schema.Features;
        _column = features.TakeWhile(feature => feature.Name != column).Count();
        if (_column == features.Count)
        {
            var names = features.Count <= 60 ? $"; they have {string.Join(", ", features.Select(static feature => feature.Name))}" : "";
            throw new WorkloadException("partition", $"{data.Name} has no column “{column}”{names}");
        }

        if (features.Count == 1) throw new WorkloadException("partition", $"{data.Name} has no other column than “{column}”");

        Schema = new FeatureSchema([.. features.Where((_, i) => i != _column)], data.Schema.Classes);
        _owners = Owners(data, features[_column]);
    }

    /// <summary>The column that says whose row it is.</summary>
    public string Column { get; }

    /// <inheritdoc/>
    public string Name => _data.Name;

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public int Count => _data.Count;

    /// <inheritdoc/>
    public BadRows BadRows => _data.BadRows;

    /// <summary>Whose row it is.</summary>
    public string Owner(int row) => _owners[row];

    /// <inheritdoc/>
    public int Label(int row) => _data.Label(row);

    /// <inheritdoc/>
    public void Read(int row, Span<float> values)
    {
        Span<float> whole = stackalloc float[values.Length + 1];
        _data.Read(row, whole);
        whole[.._column].CopyTo(values);
        whole[(_column + 1)..].CopyTo(values[_column..]);
    }

    private string[] Owners(IDataSet data, Feature column)
    {
        var owners = new string[data.Count];
        var values = new float[data.Schema.Features.Count];
        for (var row = 0; row < owners.Length; row++)
        {
            data.Read(row, values);
            var value = values[_column];
            owners[row] = column.Kind is FeatureKind.Nominal && value >= 0
                ? column.Categories[(int)value]
                : value.ToString(CultureInfo.InvariantCulture);
        }

        return owners;
    }
}
