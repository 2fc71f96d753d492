using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cartel.Registry.Tests.OpenApi;

/// <summary>Holds JSON against a schema (JSON Schema 2020-12, as far as the registry's document uses it), more strictly than that:
/// an object has no member that its schema does not name.</summary>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly HashSet<string> Understood =
    [
        "type", "properties", "required", "items", "enum", "$ref", "oneOf", "additionalProperties", "minimum", "maximum", "minLength",
        "maxLength", "pattern", "minItems", "maxItems", "format", "description", "default", "title",
    ];

    // The document is large, and a reference is followed for each object of each answer.
    private readonly ConcurrentDictionary<string, JsonElement> _resolved = new(StringComparer.Ordinal);

    /// <summary>What a value breaks, each with its place; empty where it fits.</summary>
    public IEnumerable<string> FlawsOf(JsonElement value, JsonElement schema, string at = "$")
    {
        foreach (var word in schema.EnumerateObject())
        {
            if (!Understood.Contains(word.Name)) yield return $"{at}: the schema has “{word.Name}”, which this validator does not know";
        }

        var flaws = schema.TryGetProperty("$ref", out var reference) ? FlawsOf(value, Resolve(reference.GetString()!), at)
            : schema.TryGetProperty("oneOf", out var choices) ? OneOf(value, choices, at)
            : Own(value, schema, at);
        foreach (var flaw in flaws) yield return flaw;
    }

    /// <summary>The element that a reference such as <c>#/components/schemas/Page</c> names.</summary>
    public JsonElement Resolve(string reference) =>
        _resolved.GetOrAdd(reference, one => one.Split('/').Skip(1).Aggregate(root, static (element, name) => element.GetProperty(name)));

    private IEnumerable<string> OneOf(JsonElement value, JsonElement choices, string at)
    {
        var flaws = choices.EnumerateArray().Select(choice => FlawsOf(value, choice, at).ToList()).ToList();
        return flaws.Count(static found => found.Count == 0) == 1 ? [] : [$"{at}: {value.ValueKind} fits not exactly one of {flaws.Count} forms", .. flaws.SelectMany(static found => found)];
    }

    private IEnumerable<string> Own(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("enum", out var words))
            return words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)) ? [] : [$"{at}: {value} is none of {words}"];
        if (schema.TryGetProperty("type", out var types) && !IsOf(value, types)) return [$"{at}: {value.ValueKind} where {types} is due"];

        return value.ValueKind switch
        {
            JsonValueKind.Object => Object(value, schema, at),
            JsonValueKind.Array => Array(value, schema, at),
            JsonValueKind.String => Text(value.GetString()!, schema, at),
            JsonValueKind.Number => Number(value.GetDouble(), schema, at),
            _ => [],
        };
    }

    private static bool IsOf(JsonElement value, JsonElement types) =>
        (types.ValueKind is JsonValueKind.Array ? types.EnumerateArray().Select(static type => type.GetString()) : [types.GetString()]).Any(type => type switch
        {
            "null" => value.ValueKind is JsonValueKind.Null,
            "string" => value.ValueKind is JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind is JsonValueKind.Number,
            "array" => value.ValueKind is JsonValueKind.Array,
            "object" => value.ValueKind is JsonValueKind.Object,
            _ => false,
        });

    private IEnumerable<string> Object(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(static name => name.GetString()!))
            {
                if (!value.TryGetProperty(name, out _)) yield return $"{at}: “{name}” is missing";
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            var known = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var own) ? own
                : schema.TryGetProperty("additionalProperties", out var any) && any.ValueKind is JsonValueKind.Object ? any
                : default;
            if (known.ValueKind is JsonValueKind.Undefined) yield return $"{at}: “{member.Name}” is not in the schema";
            else
            {
                foreach (var flaw in FlawsOf(member.Value, known, $"{at}.{member.Name}")) yield return flaw;
            }
        }
    }

    private IEnumerable<string> Array(JsonElement value, JsonElement schema, string at)
    {
        var count = value.GetArrayLength();
        if (count < Bound(schema, "minItems", 0)) yield return $"{at}: {count} items are too few";
        if (count > Bound(schema, "maxItems", double.MaxValue)) yield return $"{at}: {count} items are too many";
        if (!schema.TryGetProperty("items", out var items)) yield break;

        foreach (var (item, i) in value.EnumerateArray().Select(static (item, i) => (item, i)))
        {
            foreach (var flaw in FlawsOf(item, items, $"{at}[{i}]")) yield return flaw;
        }
    }

    private static IEnumerable<string> Text(string value, JsonElement schema, string at)
    {
        if (value.Length < Bound(schema, "minLength", 0)) yield return $"{at}: “{value}” is too short";
        if (value.Length > Bound(schema, "maxLength", double.MaxValue)) yield return $"{at}: “{value[..20]}…” is too long";
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value, pattern.GetString()!)) yield return $"{at}: “{value}” is not {pattern}";

        var isOfForm = (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
            "byte" => System.Buffers.Text.Base64.IsValid(value),
            _ => true,
        };
        if (!isOfForm) yield return $"{at}: “{value}” is no {format}";
    }

    private static IEnumerable<string> Number(double value, JsonElement schema, string at)
    {
        if (value < Bound(schema, "minimum", double.MinValue)) yield return $"{at}: {value} is too small";
        if (value > Bound(schema, "maximum", double.MaxValue)) yield return $"{at}: {value} is too large";
    }

    private static double Bound(JsonElement schema, string name, double otherwise) => schema.TryGetProperty(name, out var bound) ? bound.GetDouble() : otherwise;
}
