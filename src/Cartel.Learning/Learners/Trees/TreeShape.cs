namespace Cartel.Learning;

/// <summary>A schema as trees see it: numeric columns first, then nominal ones, each with its place in the encoded vector.</summary>
/// <remarks>A tree's column is an index into that order: column c &lt; <see cref="Numerics"/> is numeric, the others nominal.</remarks>
internal sealed class TreeShape
{
    private readonly int[] _categories;
    private readonly int[] _firstCells;

    public TreeShape(FeatureSchema schema)
    {
        var (numericAt, nominalAt, categories, position) = (new List<int>(), new List<int>(), new List<int>(), 0);
        foreach (var feature in schema.Features)
        {
            if (feature.Kind is not FeatureKind.Nominal)
            {
                numericAt.Add(position);
            }
            else if (feature.EncodedLength > 0)
            {
                nominalAt.Add(position);
                categories.Add(feature.EncodedLength);
            }

            position += feature.EncodedLength;
        }

        Schema = schema;
        (NumericAt, NominalAt, _categories) = ([.. numericAt], [.. nominalAt], [.. categories]);
        _firstCells = new int[_categories.Length];
        for (var i = 1; i < _firstCells.Length; i++) _firstCells[i] = _firstCells[i - 1] + _categories[i - 1];
        AllNumeric = Numerics == EncodedLength;
    }

    public FeatureSchema Schema { get; }

    public int Classes => Schema.Classes.Count;

    public int EncodedLength => Schema.EncodedLength;

    /// <summary>Whether the encoded vector is the numeric columns, in order, and nothing else.</summary>
    public bool AllNumeric { get; }

    /// <summary>Where each numeric column stands in the encoded vector.</summary>
    public int[] NumericAt { get; }

    /// <summary>Where each nominal column's one-hot block begins in the encoded vector.</summary>
    public int[] NominalAt { get; }

    /// <summary>How many categories each nominal column has.</summary>
    public ReadOnlySpan<int> Categories => _categories;

    /// <summary>Where each nominal column's counts begin among a class's nominal counts.</summary>
    public ReadOnlySpan<int> FirstCells => _firstCells;

    public int Numerics => NumericAt.Length;

    public int Nominals => NominalAt.Length;

    public int Columns => Numerics + Nominals;

    /// <summary>How many categories the nominal columns have together.</summary>
    public int Cells => Nominals == 0 ? 0 : _firstCells[^1] + _categories[^1];
}
