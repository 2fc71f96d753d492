using System.Text;

namespace Cartel.Streams;

/// <summary>Rows of CSV, columns by name. A file without a header that fits the columns of the file before is read with those.</summary>
internal sealed class CsvFormat(RowColumns columns) : RowFormat
{
    private readonly CsvTokenizer _tokenizer = new(columns.Options.Delimiter);
    private byte[] _fileName = [];
    private CsvLayout? _layout;
    private int _key = -1;
    private string? _header;
    private bool _awaitsHeader = true;
    private bool _inherits;

    public override bool HasHeader => !_awaitsHeader;

    public override string? Inherited => _inherits ? _header : null;

    public override void Begin(string file)
    {
        _fileName = CsvReader.NameOf(file);
        (_awaitsHeader, _inherits) = (true, false);
    }

    public override void Inherit(string header)
    {
        var text = Encoding.UTF8.GetBytes(header);
        if (_tokenizer.Read(text, final: true) is not CsvToken.Record || TakeHeader(text) is not null) return;

        (_awaitsHeader, _inherits) = (false, true);
    }

    public override RowKind Read(ReadOnlySpan<byte> text, bool final, Span<float> values)
    {
        var token = _tokenizer.Read(text, final);
        (Consumed, LineEnds) = (_tokenizer.Consumed, _tokenizer.LineEnds);
        switch (token)
        {
            case CsvToken.NeedsMore:
                return RowKind.NeedsMore;
            case CsvToken.TextAfterQuote:
                Reason = $"text follows the closing quote of field {_tokenizer.Count}";
                return RowKind.BadLine;
            case CsvToken.OpenQuote:
                // The lines that the quote would have swallowed are read as rows of their own.
                (Consumed, LineEnds, Reason) = (0, 0, "a quote is opened and not closed before the end of the file");
                return RowKind.BadLine;
        }

        if (_tokenizer.Count == 1 && _tokenizer[0].Length == 0) return RowKind.Passed;
        return _awaitsHeader ? Begin(text, values) : Row(text, values);
    }

    private RowKind Row(ReadOnlySpan<byte> text, Span<float> values)
    {
        var record = new CsvFields(text, _tokenizer, _fileName);
        var reason = _layout!.Parse(record, values, out var label);
        if (reason is not null) return Bad(reason);

        Label = label;
        return _key >= 0 && TakeKey(record[_key], columns.NeedsLabel) is { } flaw ? Bad(flaw) : RowKind.Row;
    }

    private RowKind Begin(ReadOnlySpan<byte> text, Span<float> values)
    {
        var flaw = TakeHeader(text);
        if (flaw is null)
        {
            _awaitsHeader = false;
            return RowKind.Header;
        }

        // What writes to a file that was cut short under it does not repeat its header.
        if (_layout is null || Row(text, values) is not RowKind.Row) return Bad(flaw);

        (_awaitsHeader, _inherits) = (false, true);
        return RowKind.Row;
    }

    private string? TakeHeader(ReadOnlySpan<byte> text)
    {
        var record = new CsvFields(text, _tokenizer, _fileName);
        if (record[0] is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return "is UTF-16 text; Cartel reads UTF-8";

        var options = columns.Options;
        CsvLayout? layout = null;
        var flaw = CsvHeader.Parse(record, options.Label, columns.NeedsLabelColumn, out var header)
            ?? CsvLayout.Find(columns.Features, columns.Classes, header!, options, columns.NeedsLabel, out layout);
        if (flaw is not null) return flaw;

        var key = columns.Key is null ? -1 : header!.IndexOf(columns.Key);
        if (columns.Key is not null && key < 0) return $"has no key column “{columns.Key}”; {CsvHeader.Listed(header!.Columns)}; choose one with key=NAME";

        (_layout, _key, _header) = (layout, key, Encoding.UTF8.GetString(text[.._tokenizer.Consumed]).TrimEnd('\r', '\n'));
        return null;
    }
}
