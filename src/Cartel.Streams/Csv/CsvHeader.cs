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

    /// <summary>The index of the label's column; −1 where there is none, and none is needed.</summary>
    public int Label { get; }

    /// <summary>The index of a column; −1 where there is none.</summary>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column) return i;
        }

        return -1;
    }

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

        return Parse(reader.Fields, label, needsLabel: true, out var header) is { } flaw ? throw new StreamFormatException(reader.Path, reader.Line, flaw) : header!;
    }

    /// <summary>Reads a header.</summary>
    /// <returns>What is wrong with it, in words; null where nothing is.</returns>
    public static string? Parse(CsvFields record, string label, bool needsLabel, out CsvHeader? header)
    {
        var columns = new string[record.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = Name(record[i], i);
        return Of(columns, label, needsLabel, out header);
    }

    /// <summary>A header of these columns.</summary>
    /// <returns>What is wrong with them, in words; null where nothing is.</returns>
    public static string? Of(string[] columns, string label, bool needsLabel, out CsvHeader? header)
    {
        header = null;
        var twice = columns.GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1);
        if (twice is not null) return $"the header names the column “{twice.Key}” twice";

        var at = Array.IndexOf(columns, label);
        if (at < 0 && needsLabel) return $"has no label column “{label}”; {Listed(columns)}; choose one with ?label=NAME";

        header = new CsvHeader(columns, at);
        return null;
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
