using System.Text.Json;
using Cartel.Learning;

namespace Cartel.Agent;

/// <summary>Reads samples to be predicted from JSON: objects with the task's features by name.</summary>
/// <remarks>A feature that is absent or null is missing. A name that the task does not have is refused: who misspells a feature would get a
/// prediction without it, and never know.</remarks>
internal sealed class FeatureReader
{
    private readonly FeatureSchema _schema;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _columns;
    private readonly Dictionary<string, int>[] _categories;

    public FeatureReader(FeatureSchema schema)
    {
        _schema = schema;
        _columns = schema.Features.Index().ToDictionary(static one => one.Item.Name, static one => one.Index, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _categories = [.. schema.Features.Select(static feature => feature.Categories.Index().ToDictionary(static one => one.Item, static one => one.Index, StringComparer.Ordinal))];
    }

    /// <summary>Reads one sample, or <c>{"samples": […]}</c>.</summary>
    /// <param name="json">The body.</param>
    /// <param name="most">The most samples.</param>
    /// <param name="isBatch">Whether it was the latter.</param>
    /// <returns>The columns' values, sample after sample.</returns>
    /// <exception cref="LocalRefusal">It is neither; the refusal says what is wrong with which sample.</exception>
    public float[] Read(ReadOnlySpan<byte> json, int most, out bool isBatch)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        isBatch = false;
        try
        {
            Expect(ref reader, JsonTokenType.StartObject, "a JSON object is due: features by name, or {\"samples\": […]}");
            var ahead = reader;
            isBatch = ahead.Read() && ahead.TokenType is JsonTokenType.PropertyName && ahead.ValueTextEquals("samples"u8) && ahead.Read() && ahead.TokenType is JsonTokenType.StartArray;
            if (isBatch) return ReadBatch(ref reader, most);

            var values = new float[_schema.Features.Count];
            ReadFeatures(ref reader, values, 1);
            if (reader.Read()) throw LocalRefusal.Unreadable("there is more than one JSON object");
            return values;
        }
        catch (JsonException flaw)
        {
            throw LocalRefusal.Unreadable("it is no JSON: " + flaw.Message);
        }
    }

    private float[] ReadBatch(ref Utf8JsonReader reader, int most)
    {
        reader.Read();
        reader.Read();
        var (values, count, columns) = (new List<float>(), 0, _schema.Features.Count);
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (++count > most) throw LocalRefusal.Unreadable($"there are more than {most} samples: send them in pieces", count);
            if (reader.TokenType is not JsonTokenType.StartObject) throw LocalRefusal.Unreadable("an object of features by name is due", count);

            System.Runtime.InteropServices.CollectionsMarshal.SetCount(values, count * columns);
            ReadFeatures(ref reader, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values)[^columns..], count);
        }

        Expect(ref reader, JsonTokenType.EndObject, "nothing may follow the samples");
        return [.. values];
    }

    private void ReadFeatures(ref Utf8JsonReader reader, Span<float> values, int sample)
    {
        values.Fill(float.NaN);
        Span<char> name = stackalloc char[256];
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var length = reader.ValueSpan.Length <= name.Length ? reader.CopyString(name) : 0;
            if (!_columns.TryGetValue(name[..length], out var column))
            {
                var unknown = reader.GetString()!;
                throw LocalRefusal.Unreadable($"the task has no feature “{Short(unknown)}”; the nearest is “{Hosting.Spelling.Nearest(Short(unknown), _schema.Features.Select(static one => one.Name))}”", sample);
            }

            reader.Read();
            values[column] = Value(ref reader, column, sample);
        }
    }

    private float Value(ref Utf8JsonReader reader, int column, int sample)
    {
        var feature = _schema.Features[column];
        var isNominal = feature.Kind is FeatureKind.Nominal;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return float.NaN;
            case JsonTokenType.String when isNominal:
                // One that the task did not foresee is evidence for none.
                return _categories[column].GetValueOrDefault(reader.GetString()!, -1);
            case JsonTokenType.Number when !isNominal && reader.TryGetSingle(out var number) && float.IsFinite(number):
                return number;
            default:
                throw LocalRefusal.Unreadable($"“{feature.Name}” must be {(isNominal ? "a category as text" : "a finite number")}, or null where it is missing", sample);
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string otherwise)
    {
        if (!reader.Read() || reader.TokenType != type) throw LocalRefusal.Unreadable(otherwise);
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60];
}
