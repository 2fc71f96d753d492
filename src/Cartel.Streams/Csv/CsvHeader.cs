using System.Text;

namespace Cartel.Streams;

/// <summary>The first row of a CSV file: the names of its columns.</summary>
internal sealed class CsvHeader
{
    private const int MostListed = 60;

    private CsvHeader(IReadOnlyList<string> columns, int label)
    {
        Columns = columns;
        Label = label;
    }

    /// <summary>All columns, the label's too. A column without a name is called after its number: <c>column1</c>.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The index of the label's column.</summary>
    public int Label { get; }

    /// <summary>Reads the header; the reader is at the file's beginning.</summary>
    /// <exception cref="StreamFormatException">
    /// The file is empty, is not UTF-8, or has no label column or two columns of one name.
    /// </exception>
    public static CsvHeader Read(CsvReader reader, string label)
    {
        if (!reader.Read()) throw new StreamFormatException(reader.Path, null, "is empty");
        if (reader.Problem is { } problem) throw new StreamFormatException(reader.Path, reader.Line, $"in the header, {problem}");
        if (reader.Field(0) is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new StreamFormatException(reader.Path, 1, "is UTF-16 text; Cartel reads UTF-8");

        var columns = new string[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++) columns[i] = Name(reader.Field(i), i);

        var twice = columns.GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1);
        if (twice is not null)
            throw new StreamFormatException(reader.Path, reader.Line, $"the header names the column “{twice.Key}” twice");

        var at = Array.IndexOf(columns, label);
        return at >= 0
            ? new CsvHeader(columns, at)
            : throw new StreamFormatException(
                reader.Path, reader.Line, $"has no label column “{label}”; {Listed(columns)}; choose one with ?label=NAME");
    }

    /// <summary>The columns in words.</summary>
    public static string Listed(IReadOnlyList<string> columns) => columns.Count <= MostListed
        ? $"its columns are {string.Join(", ", columns)}"
        : $"its columns are {string.Join(", ", columns.Take(MostListed))} and {columns.Count - MostListed} more";

    private static string Name(ReadOnlySpan<byte> field, int index)
    {
        var name = Encoding.UTF8.GetString(CsvNumber.Trim(field));
        return name.Length > 0 ? name : $"column{index + 1}";
    }
}
