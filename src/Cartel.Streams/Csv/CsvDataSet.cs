namespace Cartel.Streams;

/// <summary>Loads a CSV file, or several with the same columns, into memory, in their order.</summary>
/// <remarks>
/// Categories, and classes that are not bins, are numbered in order of first appearance. What the columns hold is read off the first file.
/// </remarks>
internal static class CsvDataSet
{
    public static DenseDataSet Load(DataSpec spec, string? dataFolder, bool strict)
    {
        var options = CsvOptions.From(spec);
        var files = DataFiles.Files(spec.Text, spec.Target, dataFolder);
        var layout = Infer(files[0], options, out var stamp);
        var rows = new RowBlocks(layout.Width);
        var badRows = new BadRows();
        foreach (var file in files) ReadAll(file, options, file == files[0] ? stamp : null, layout, rows, badRows, strict);
        return new DenseDataSet(spec.Text, ToSchema(files is [var one] ? one : spec.Target, layout, rows, badRows), badRows, rows);
    }

    private static CsvLayout Infer(string path, CsvOptions options, out FileStamp stamp)
    {
        using var reader = new CsvReader(path, options.Delimiter);
        stamp = reader.Stamp;
        return CsvInference.Infer(reader, CsvHeader.Read(reader, options.Label), options);
    }

    private static void ReadAll(
        string path, CsvOptions options, FileStamp? stamp, CsvLayout layout, RowBlocks rows, BadRows badRows, bool strict)
    {
        var reader = new CsvReader(path, options.Delimiter, stamp);
        using var usable = new CsvRows(reader, layout, badRows, strict);
        layout.Check(CsvHeader.Read(reader, options.Label), path);
        var values = new float[layout.Width];
        try
        {
            while (usable.TryRead(values, out var label)) rows.Add(values, label);
        }
        catch (StreamFormatException error) when (error is not BadRowException)
        {
            throw new StreamFormatException(path, error.Line, $"{error.Reason} ({rows.Count} rows were read before)", error);
        }
    }

    private static Learning.FeatureSchema ToSchema(string path, CsvLayout layout, RowBlocks rows, BadRows badRows)
    {
        if (badRows is { Count: > 0, First: [var first, ..] } && rows.Count == 0)
            throw new StreamFormatException(path, first.Line, $"none of its {badRows.Count} rows can be used; the first {first.Reason}");
        if (rows.Count == 0) throw new StreamFormatException(path, null, "has a header and no rows");
        if (HasOneClass(rows))
            throw new StreamFormatException(path, null, $"has one class only, {layout.Classes[rows.Label(0)]}: there is nothing to tell apart");

        try
        {
            return layout.ToSchema();
        }
        catch (ArgumentException error)
        {
            throw new StreamFormatException(
                path,
                null,
                $"has too many categories or classes ({error.Message}); leave columns such as names and numbers out with drop=",
                error);
        }
    }

    private static bool HasOneClass(RowBlocks rows)
    {
        for (var row = 1; row < rows.Count; row++)
        {
            if (rows.Label(row) != rows.Label(0)) return false;
        }

        return true;
    }
}
