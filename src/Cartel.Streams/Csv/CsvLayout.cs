using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Which field of a record becomes which value of a sample.</summary>
/// <param name="Field">The index of the field in the record, or <see cref="FileName"/>.</param>
/// <param name="Feature">The index of the value in the sample.</param>
/// <param name="Name">The column's name.</param>
/// <param name="Categories">The categories of a nominal column; null for a numeric one.</param>
internal sealed record CsvColumn(int Field, int Feature, string Name, CategoryTable? Categories)
{
    /// <summary>Stands for the name of the file, which is no field.</summary>
    public const int FileName = -1;
}

/// <summary>Turns records into samples.</summary>
internal sealed class CsvLayout(CsvHeader header, IReadOnlyList<CsvColumn> columns, CategoryTable classes, CsvOptions options, bool needsLabel)
{
    // Numbers first: a row that fails on one has then added no category to a growing table.
    private readonly LabelText _label = new(classes, options, needsLabel);
    private readonly CsvColumn[] _parsed = [.. columns.OrderBy(static column => column.Categories is not null)];

    /// <summary>How many values a sample has.</summary>
    public int Width => columns.Count;

    /// <summary>The classes seen so far, or all of them where they are given.</summary>
    public IReadOnlyList<string> Classes => _label.Classes;

    /// <summary>Finds columns by name.</summary>
    /// <returns>What is missing, in words; null where nothing is.</returns>
    public static string? Find(
        IReadOnlyList<Feature> features, IReadOnlyList<string> classes, CsvHeader header, CsvOptions options, bool needsLabel, out CsvLayout? layout)
    {
        layout = null;
        var fields = header.Columns.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index);
        if (options.FileColumn is { } file) fields[file] = CsvColumn.FileName;
        if (features.FirstOrDefault(feature => !fields.ContainsKey(feature.Name)) is { } missing)
            return $"lacks the column “{missing.Name}” of the task; {CsvHeader.Listed(header.Columns)}";

        var columns = features.Select((feature, index) => new CsvColumn(
            fields[feature.Name],
            index,
            feature.Name,
            feature.Kind is FeatureKind.Nominal ? new CategoryTable(feature.Categories) : null));
        layout = new CsvLayout(header, [.. columns], new CategoryTable(classes), options, needsLabel);
        return null;
    }

    /// <summary>The same, with T and F for 1 and 0 in some fields.</summary>
    public CsvLayout WithTruths(IReadOnlyCollection<int> fields) => new(
        header,
        [.. columns.Select(column => column.Categories is null && fields.Contains(column.Field) ? column with { Categories = new CategoryTable(["F", "T"]) } : column)],
        classes,
        options,
        needsLabel);

    /// <summary>Checks that a further file has the columns of the first.</summary>
    /// <exception cref="StreamFormatException">It has not; the message names the first that differs.</exception>
    public void Check(CsvHeader other, string path)
    {
        if (other.Columns.SequenceEqual(header.Columns)) return;

        var at = other.Columns.Zip(header.Columns).TakeWhile(static pair => pair.First == pair.Second).Count();
        var (has, first) = (other.Columns.ElementAtOrDefault(at), header.Columns.ElementAtOrDefault(at));
        throw new StreamFormatException(path, 1, $"column {at + 1} is {Named(has)}, and in the first file {Named(first)}: files read together have the same columns");
    }

    /// <summary>The schema of what was read so far.</summary>
    public FeatureSchema ToSchema() => new(
        [.. columns.OrderBy(static column => column.Feature).Select(static column => column.Categories is { } categories
            ? Feature.Nominal(column.Name, categories.Names)
            : Feature.Numeric(column.Name))],
        classes.Names);

    /// <summary>Reads a record into a sample.</summary>
    /// <returns>What is wrong with the record; null if nothing is.</returns>
    public string? Parse(CsvFields record, Span<float> values, out int labelIndex)
    {
        labelIndex = Sample.Unlabelled;
        var fields = header.Columns.Count;
        if (record.Count != fields)
            return $"has {Count(record.Count)} and the header {fields}: too {(record.Count < fields ? "few" : "many")}";

        foreach (var column in _parsed)
        {
            var field = column.Field == CsvColumn.FileName ? record.FileName : options.WithoutMissing(record[column.Field]);
            if (column.Categories is { } categories) values[column.Feature] = Category(categories, field);
            else if (CsvNumber.Read(field, out values[column.Feature]) is CsvValue.NotFinite or CsvValue.Text)
                return $"column {column.Name} {CsvNumber.Complaint(field)}";
        }

        return header.Label < 0 ? null : _label.Read(record[header.Label], out labelIndex);
    }

    private static float Category(CategoryTable categories, ReadOnlySpan<byte> field)
    {
        field = CsvNumber.Trim(field);
        return CsvNumber.IsMissing(field) ? float.NaN : categories.IndexOf(field);
    }

    private static string Named(string? column) => column is null ? "missing" : $"“{column}”";

    private static string Count(int fields) => fields == 1 ? "1 field" : $"{fields} fields";
}
