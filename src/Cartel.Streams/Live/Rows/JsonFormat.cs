using System.Buffers;
using System.Text;
using System.Text.Json;
using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Rows of JSON: one object a line. What a row lacks is missing; names that nobody wants are passed over.</summary>
internal sealed class JsonFormat : RowFormat
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    private readonly RowColumns _columns;
    private readonly bool _hasComments;
    private readonly JsonNames _names = new();
    private readonly CategoryTable?[] _categories;
    private readonly LabelText _label;
    private readonly int[] _readIn;
    private int _row;

    /// <param name="columns">What is wanted.</param>
    /// <param name="hasComments">Whether lines that begin with # are to be passed over.</param>
    /// <exception cref="DataSpecException">A name is asked for twice.</exception>
    public JsonFormat(RowColumns columns, bool hasComments = false)
    {
        _columns = columns;
        _hasComments = hasComments;
        _label = new LabelText(new CategoryTable(columns.Classes), columns.Options, columns.NeedsLabel);
        _categories = [.. columns.Features.Select(static feature => feature.Kind is FeatureKind.Nominal ? new CategoryTable(feature.Categories) : null)];
        string?[] wanted = [.. columns.Features.Select(static feature => feature.Name), columns.Options.Label, columns.Key];
        _readIn = new int[wanted.Length];
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] is not { } name) continue;
            if (Array.IndexOf(wanted, name) < i)
                throw new DataSpecException(columns.Options.Spec, $"“{name}” is asked for twice: the label and the key are no features, and not the same");

            _names.Add(name, i);
        }
    }

    public override bool HasHeader => true;

    private int LabelValue => _columns.Features.Count;

    public override void Begin(string file)
    {
    }

    public override RowKind Read(ReadOnlySpan<byte> text, bool final, Span<float> values)
    {
        if (!TakeLine(text, final, out var line)) return RowKind.NeedsMore;
        return line.IsEmpty || (_hasComments && line[0] == '#') ? RowKind.Passed : ReadLine(line, values);
    }

    /// <summary>Reads a line that was taken already.</summary>
    public RowKind ReadLine(ReadOnlySpan<byte> line, Span<float> values)
    {
        values.Fill(float.NaN);
        (Label, Key) = (Sample.Unlabelled, null);
        _row++;
        try
        {
            var reader = new Utf8JsonReader(line, Strict);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return Bad("is no JSON object");
            if (ReadObject(ref reader, _names, values) is { } reason) return Bad(reason);
            if (reader.Read()) return Bad("has text after its JSON object");
        }
        catch (JsonException flaw)
        {
            return Bad($"is no JSON: at byte {flaw.BytePositionInLine}");
        }

        if (_columns.NeedsLabel && _readIn[LabelValue] != _row) return Bad("has no label");
        return _columns.NeedsLabel && Key is null ? Bad("has no key") : RowKind.Row;
    }

    private string? ReadObject(ref Utf8JsonReader reader, JsonNames names, Span<float> values)
    {
        names.Begin();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = names.Find(ref reader);
            reader.Read();
            if (name?.Inner is { } inner && reader.TokenType is JsonTokenType.StartObject)
            {
                if (ReadObject(ref reader, inner, values) is { } flaw) return flaw;
            }
            else if (name is null || name.Value < 0)
            {
                reader.Skip();
            }
            else if (ReadValue(ref reader, name.Value, values) is { } flaw)
            {
                return $"“{Encoding.UTF8.GetString(name.Name)}” {flaw}";
            }
        }

        return null;
    }

    private string? ReadValue(ref Utf8JsonReader reader, int value, Span<float> values)
    {
        if (_readIn[value] == _row) return "stands there twice";

        _readIn[value] = _row;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Take(value, [], values);
            case JsonTokenType.True or JsonTokenType.False:
                return TakeBoolean(value, reader.TokenType is JsonTokenType.True, values);
            case JsonTokenType.Number:
                return Take(value, reader.ValueSpan, values);
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return Take(value, reader.ValueSpan, values);
            case JsonTokenType.String:
                var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
                var length = reader.CopyString(rented);
                var reason = Take(value, rented.AsSpan(0, length), values);
                ArrayPool<byte>.Shared.Return(rented);
                return reason;
            default:
                return "is an object or a list, where one value is due";
        }
    }

    private string? Take(int value, ReadOnlySpan<byte> text, Span<float> values)
    {
        if (value == LabelValue)
        {
            var reason = _label.Read(text, out var label);
            Label = label;
            return reason;
        }

        if (value > LabelValue) return TakeKey(text, _columns.NeedsLabel);

        text = CsvNumber.Trim(_columns.Options.WithoutMissing(text));
        if (_categories[value] is { } categories)
        {
            values[value] = CsvNumber.IsMissing(text) ? float.NaN : categories.IndexOf(text);
            return null;
        }

        return CsvNumber.Read(text, out values[value]) is CsvValue.NotFinite or CsvValue.Text ? CsvNumber.Complaint(text) : null;
    }

    // A category may be called as JSON says it, or as Zeek does.
    private string? TakeBoolean(int value, bool isTrue, Span<float> values)
    {
        if (value >= LabelValue) return Take(value, isTrue ? "true"u8 : "false"u8, values);

        if (_categories[value] is not { } categories) values[value] = isTrue ? 1 : 0;
        else if ((values[value] = categories.IndexOf(isTrue ? "true"u8 : "false"u8)) < 0) values[value] = categories.IndexOf(isTrue ? "T"u8 : "F"u8);
        return null;
    }
}
