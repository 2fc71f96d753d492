using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Streams a CSV file in constant memory, with the schema of a task. Going back reads the file again.</summary>
/// <remarks>
/// The file's columns are found by name; those that the schema lacks are ignored. An empty label or <c>?</c> gives an unlabelled
/// sample, a category that the schema lacks gives −1; an unknown class makes a bad row. A position counts samples, not lines.
/// </remarks>
public sealed class CsvSource : ISampleSource
{
    private readonly string _path;
    private readonly CsvOptions _options;
    private readonly bool _strict;
    private readonly float[] _skipped;
    private FileStamp? _stamp;
    private CsvRows _rows;

    private CsvSource(string path, CsvOptions options, FeatureSchema schema, bool strict)
    {
        _path = path;
        _options = options;
        _strict = strict;
        Schema = schema;
        _skipped = new float[schema.Features.Count];
        _rows = Start();
    }

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <summary>The rows set aside on the way to <see cref="Position"/>.</summary>
    public BadRows BadRows { get; } = new();

    /// <summary>Opens the file of a <c>--data csv:…</c> name.</summary>
    /// <param name="spec">See <see cref="DataSets.Open"/>; <c>nominal</c> and <c>drop</c> change nothing, for the schema decides.</param>
    /// <param name="dataFolder">Where relative names are looked up after the current folder; null if there is none.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="strict">Whether the first bad row is an error; otherwise it is set aside and counted.</param>
    /// <exception cref="DataSpecException">Not a CSV file, an unknown option, or no such file.</exception>
    /// <exception cref="StreamFormatException">
    /// The file cannot be opened, or its header lacks the label or a column of the schema.
    /// </exception>
    public static CsvSource Open(string spec, string? dataFolder, FeatureSchema schema, bool strict)
    {
        var parsed = DataSpec.Parse(spec);
        if (parsed.Format != "csv") throw new DataSpecException(spec, "cannot be streamed from a file; write csv:FILE?label=NAME");
        if (parsed.Target.Contains('*', StringComparison.Ordinal))
            throw new DataSpecException(spec, "names several files, and a stream is one; give each agent its own file");

        return new CsvSource(DataFiles.File(spec, parsed.Target, dataFolder), CsvOptions.From(parsed), schema, strict);
    }

    /// <inheritdoc/>
    /// <exception cref="BadRowException">A bad row, when strict.</exception>
    /// <exception cref="StreamFormatException">The file vanished, changed or broke off.</exception>
    public bool TryRead(Sample sample)
    {
        if (!_rows.TryRead(_skipped, out var label)) return false;

        _skipped.CopyTo(sample.Values, 0);
        sample.Label = label;
        Position++;
        return true;
    }

    /// <inheritdoc/>
    public void Seek(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position < Position) Restart();
        while (Position < position)
        {
            if (!_rows.TryRead(_skipped, out _))
                throw new ArgumentOutOfRangeException(nameof(position), position, $"is beyond the end: {_path} has {Position} usable rows");

            Position++;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _rows.Dispose();

    private void Restart()
    {
        _rows.Dispose();
        BadRows.Clear();
        Position = 0;
        _rows = Start();
    }

    private CsvRows Start()
    {
        var reader = new CsvReader(_path, _options.Delimiter, _stamp);
        try
        {
            _stamp = reader.Stamp;
            return new CsvRows(reader, LayoutOf(CsvHeader.Read(reader, _options.Label)), BadRows, _strict);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private CsvLayout LayoutOf(CsvHeader header) =>
        CsvLayout.Find(Schema.Features, Schema.Classes, header, _options, needsLabel: false, out var layout) is { } lack ? throw new StreamFormatException(_path, 1, lack) : layout!;
}
