using System.Text;
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
    private readonly CsvColumn[] _parsed = [.. columns.OrderBy(static column => column.Categories is not null)];

    /// <summary>How many values a sample has.</summary>
    public int Width => columns.Count;

    /// <summary>The classes seen so far, or all of them where they are given.</summary>
    public IReadOnlyList<string> Classes => classes.Names;

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

    /// <summary>Reads the reader's record into a sample.</summary>
    /// <returns>What is wrong with the record; null if nothing is.</returns>
    public string? Parse(CsvReader reader, Span<float> values, out int labelIndex)
    {
        labelIndex = Sample.Unlabelled;
        var fields = header.Columns.Count;
        if (reader.FieldCount != fields)
            return $"has {Count(reader.FieldCount)} and the header {fields}: too {(reader.FieldCount < fields ? "few" : "many")}";

        foreach (var column in _parsed)
        {
            var field = column.Field == CsvColumn.FileName ? reader.FileName : options.WithoutMissing(reader.Field(column.Field));
            if (column.Categories is { } categories) values[column.Feature] = Category(categories, field);
            else if (CsvNumber.Read(field, out values[column.Feature]) is CsvValue.NotFinite or CsvValue.Text)
                return NotANumber(column, field);
        }

        var text = CsvNumber.Trim(options.WithoutMissing(reader.Field(header.Label)));
        if (IsMissing(text)) return needsLabel ? "has no label" : null;

        var name = text;
        if (options.Bins is { } bins && !bins.TryName(text, out name)) return $"has the label {Quote(text)}, which is no number to sort into bins";

        labelIndex = classes.IndexOf(name);
        return labelIndex >= 0 ? null : $"has the unknown class {Quote(name)}; the classes are {string.Join(", ", classes.Names)}";
    }

    private static float Category(CategoryTable categories, ReadOnlySpan<byte> field)
    {
        field = CsvNumber.Trim(field);
        return IsMissing(field) ? float.NaN : categories.IndexOf(field);
    }

    private static bool IsMissing(ReadOnlySpan<byte> field) => field.IsEmpty || field is [(byte)'?'];

    private static string NotANumber(CsvColumn column, ReadOnlySpan<byte> field) =>
        CsvNumber.Read(field, out _) is CsvValue.NotFinite
            ? $"column {column.Name} holds {Quote(field)}, which is no finite number"
            : $"column {column.Name} holds the text {Quote(field)} where a number is due";

    private static string Quote(ReadOnlySpan<byte> field) =>
        $"“{Encoding.UTF8.GetString(field.Length > 40 ? field[..40] : field)}{(field.Length > 40 ? "…" : "")}”";

    private static string Named(string? column) => column is null ? "missing" : $"“{column}”";

    private static string Count(int fields) => fields == 1 ? "1 field" : $"{fields} fields";
}
