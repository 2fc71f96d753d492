using System.Globalization;
using System.Text;

namespace Cartel.Streams;

/// <summary>Rows of a Zeek log: its own columns, told by <c>#fields</c> and <c>#types</c>, or JSON lines.</summary>
/// <remarks>
/// https://docs.zeek.org/en/master/log-formats.html. A file may have a header more than once. Labelled sets such as IoT-23 have their
/// labels three spaces behind the last column, in the header as in the rows.
/// </remarks>
internal sealed class ZeekFormat(RowColumns columns) : RowFormat
{
    private const string WideSpace = "   ";

    private readonly JsonFormat _json = new(columns);
    private byte _separator = (byte)'\t';
    private string _unset = "-";
    private string _empty = "(empty)";
    private string[] _fields = [];
    private CsvTokenizer _tokenizer = new((byte)'\t', quotes: false);
    private CsvLayout? _layout;
    private int _key = -1;
    private string? _flaw = "stands before any #fields line";
    private bool _inHeader;
    private bool _hasWideSpaces;
    private byte[] _narrowed = [];

    public override bool HasHeader => _layout is not null && !_inHeader;

    public override void Begin(string file)
    {
        (_layout, _flaw, _inHeader) = (null, "stands before any #fields line", false);
        (_separator, _unset, _empty) = ((byte)'\t', "-", "(empty)");
    }

    public override RowKind Read(ReadOnlySpan<byte> text, bool final, Span<float> values)
    {
        if (!TakeLine(text, final, out var line)) return RowKind.NeedsMore;
        if (line.IsEmpty) return RowKind.Passed;

        return line[0] switch
        {
            (byte)'#' => Directive(Encoding.UTF8.GetString(line)),
            (byte)'{' => Json(line, values),
            _ => Row(text[..Consumed], values),
        };
    }

    private RowKind Json(ReadOnlySpan<byte> line, Span<float> values)
    {
        var kind = _json.ReadLine(line, values);
        (Label, Key, Reason) = (_json.Label, _json.Key, _json.Reason);
        return kind;
    }

    private RowKind Row(ReadOnlySpan<byte> line, Span<float> values)
    {
        _inHeader = false;
        if (_layout is null) return Bad(_flaw!);

        if (_hasWideSpaces) line = Narrow(line);
        _tokenizer.Read(line, final: true);
        var record = new CsvFields(line, _tokenizer, []);
        if (_layout.Parse(record, values, out var label) is { } reason) return Bad(reason);

        Label = label;
        return _key >= 0 && TakeKey(record[_key], columns.NeedsLabel) is { } flaw ? Bad(flaw) : RowKind.Row;
    }

    private RowKind Directive(string line)
    {
        var first = !_inHeader;
        _inHeader = true;
        var separator = line.IndexOfAny([' ', (char)_separator]);
        var (name, rest) = separator < 0 ? (line, "") : (line[..separator], line[(separator + 1)..]);
        switch (name)
        {
            case "#separator" when rest.StartsWith(@"\x", StringComparison.Ordinal) && byte.TryParse(rest.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) && code < 0x80:
                _separator = code;
                _tokenizer = new CsvTokenizer(code, quotes: false);
                break;
            case "#unset_field":
                _unset = rest;
                break;
            case "#empty_field":
                _empty = rest;
                break;
            case "#fields":
                _hasWideSpaces = rest.Contains(WideSpace, StringComparison.Ordinal);
                _fields = Split(rest);
                Use(_fields, []);
                break;
            case "#types":
                Use(_fields, Split(rest));
                _inHeader = false;
                break;
            case "#open" or "#close":
                _inHeader = false;
                return RowKind.Passed;
        }

        return first ? RowKind.Header : RowKind.Passed;
    }

    private string[] Split(string columns) => columns.Replace(WideSpace, $"{(char)_separator}", StringComparison.Ordinal).Split((char)_separator);

    private ReadOnlySpan<byte> Narrow(ReadOnlySpan<byte> line)
    {
        if (_narrowed.Length < line.Length) _narrowed = new byte[2 * line.Length];
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isWide = line[i..].StartsWith("   "u8);
            _narrowed[length++] = isWide ? _separator : line[i];
            if (isWide) i += WideSpace.Length - 1;
        }

        return _narrowed.AsSpan(0, length);
    }

    private void Use(string[] fields, string[] types)
    {
        var options = columns.Options with { Missing = [.. columns.Options.Missing, Encoding.UTF8.GetBytes(_unset), Encoding.UTF8.GetBytes(_empty)] };
        _layout = null;
        _flaw = CsvHeader.Of(fields, options.Label, columns.NeedsLabelColumn, out var header)
            ?? CsvLayout.Find(columns.Features, columns.Classes, header!, options, columns.NeedsLabel, out _layout);
        _key = columns.Key is null ? -1 : Array.IndexOf(fields, columns.Key);
        if (_flaw is null && columns.Key is not null && _key < 0) _flaw = $"has no key column “{columns.Key}”; {CsvHeader.Listed(fields)}; choose one with key=NAME";
        if (_flaw is not null) _layout = null;
        else _layout = _layout!.WithTruths([.. types.Index().Where(static type => type.Item == "bool").Select(static type => type.Index)]);
    }
}
