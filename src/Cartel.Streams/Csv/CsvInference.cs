namespace Cartel.Streams;

/// <summary>Finds out which columns of a CSV file are numbers from its first rows.</summary>
/// <remarks>
/// A column is numeric unless texts make up a tenth of its values (and are three at least), or are no fewer than its numbers:
/// a stray text is a bad row, not a reason to read a measurement as categories. Words for NaN and infinity count as (bad) numbers;
/// a column with nothing but missing values is numeric.
/// </remarks>
internal static class CsvInference
{
    private const int Rows = 1_000;
    private const int FewestTexts = 3;

    /// <summary>A layout whose categories and classes grow as rows are read.</summary>
    /// <exception cref="DataSpecException">An option names a column that is not there.</exception>
    public static CsvLayout Infer(CsvReader reader, CsvHeader header, CsvOptions options)
    {
        options.CheckPatterns("nominal", options.Nominal, header.Columns);
        options.CheckPatterns("drop", options.Drop, header.Columns);
        var isNominal = FindNominal(reader, header.Columns.Count, options);

        var columns = new List<CsvColumn>();
        for (var i = 0; i < header.Columns.Count; i++)
        {
            var name = header.Columns[i];
            if (i == header.Label || CsvOptions.Matches(options.Drop, name)) continue;

            var nominal = isNominal[i] || CsvOptions.Matches(options.Nominal, name);
            columns.Add(new CsvColumn(i, columns.Count, name, nominal ? new CategoryTable() : null));
        }

        if (options.FileColumn is { } file) columns.Add(new CsvColumn(CsvColumn.FileName, columns.Count, Unused(file, header, options), new CategoryTable()));
        var classes = options.Bins is { } bins ? new CategoryTable(bins.Names) : new CategoryTable();
        return columns.Count > 0
            ? new CsvLayout(header, columns, classes, options, needsLabel: true)
            : throw new StreamFormatException(reader.Path, 1, "has no column beside the label");
    }

    private static string Unused(string name, CsvHeader header, CsvOptions options) => header.Columns.Contains(name)
        ? throw new DataSpecException(options.Spec, $"file={name}: the files have a column of that name already; choose another one")
        : name;

    private static bool[] FindNominal(CsvReader reader, int columns, CsvOptions options)
    {
        var numbers = new int[columns];
        var texts = new int[columns];
        for (var rows = 0; rows < Rows && TryRead(reader);)
        {
            if (reader.Problem is not null || reader.FieldCount != columns) continue;

            rows++;
            for (var i = 0; i < columns; i++)
                Tally(CsvNumber.Read(options.WithoutMissing(reader.Field(i)), out _), ref numbers[i], ref texts[i]);
        }

        var isNominal = new bool[columns];
        for (var i = 0; i < columns; i++) isNominal[i] = IsNominal(numbers[i], texts[i]);
        return isNominal;
    }

    // Where the file breaks off, the look is over: the one who reads it all will say so, with the rows before.
    private static bool TryRead(CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (StreamFormatException)
        {
            return false;
        }
    }

    private static bool IsNominal(int numbers, int texts) =>
        texts > 0 && (texts >= numbers || texts >= Math.Max(FewestTexts, (numbers + texts) / 10));

    private static void Tally(CsvValue value, ref int numbers, ref int texts)
    {
        if (value is CsvValue.Text) texts++;
        else if (value is not CsvValue.Missing) numbers++;
    }
}
