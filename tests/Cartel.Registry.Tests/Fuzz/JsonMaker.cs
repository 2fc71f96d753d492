using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartel.Registry.Tests.OpenApi;

namespace Cartel.Registry.Tests.Fuzz;

/// <summary>Makes JSON by a schema, mostly as it should be, and damages it.</summary>
/// <param name="document">Where the schemas are.</param>
/// <param name="random">Where the choices come from.</param>
/// <param name="standing">What is there to be named.</param>
internal sealed class JsonMaker(ApiDocument document, Random random, Standing standing)
{
    private static readonly double[] Extremes = [-1, -0.1, 1.1, 1e300, -1e300, long.MaxValue, long.MinValue, 4294967296, 65536];
    private static readonly string[] OddTexts = ["", "\0", "../../etc/passwd", "\ud83d\ude00", "<script>", "' OR 1=1 --", "*", "default", "zoo:a:b", "{sea}"];

    // What makes sense together: without it nearly all would be refused at the first look.
    private readonly Dictionary<string, string[]> _known = new(StringComparer.Ordinal)
    {
        ["schemaHash"] = [Some.Schema.Hash],
        ["sha256"] = [standing.Part, Some.Hash1],
        ["parts"] = [standing.Part, "class:2"],
        ["target"] = ["target", "donor"],
        ["donor"] = ["donor", "target"],
        ["name"] = ["sea", "land"],
        ["id"] = ["class:2", "class:0"],
        ["agent"] = ["donor", "a1", "a2", "a3"],
        ["token"] = [standing.EnrollmentToken],
        ["kty"] = [standing.Key.Kty],
        ["crv"] = [standing.Key.Crv],
        ["x"] = [standing.Key.X],
        ["y"] = [standing.Key.Y],
    };

    /// <summary>A value by its schema.</summary>
    public JsonNode? Make(JsonElement schema, string name = "")
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Make(document.Schemas.Resolve(reference.GetString()!), name);
        if (schema.TryGetProperty("oneOf", out var forms)) return Make(forms[random.Next(10) == 0 ? 0 : forms.GetArrayLength() - 1], name);
        if (schema.TryGetProperty("enum", out var words)) return words[random.Next(words.GetArrayLength())].GetString();

        var types = schema.GetProperty("type");
        var type = types.ValueKind is JsonValueKind.String ? types.GetString() : types.EnumerateArray().Select(static one => one.GetString()).OrderBy(static one => one == "null").First();
        if (types.ValueKind is JsonValueKind.Array && random.Next(10) == 0) type = "null";
        return type switch
        {
            "object" => Object(schema),
            "array" => Array(schema, name),
            "integer" => Whole(schema),
            "number" => random.Next(50) == 0 ? Pick(Extremes) : Math.Round(random.NextDouble(), 3),
            "boolean" => random.Next(2) == 0,
            "string" => Text(schema, name),
            _ => null,
        };
    }

    /// <summary>A text by its schema.</summary>
    public string Text(JsonElement schema, string name)
    {
        if (random.Next(40) == 0) return Pick(OddTexts);
        if (random.Next(100) == 0) return new string('x', random.Next(3_000));
        if (_known.TryGetValue(name, out var known) && random.Next(10) > 0) return Pick(known);

        var form = schema.TryGetProperty("format", out var format) ? format.GetString() : schema.TryGetProperty("pattern", out var pattern) ? pattern.GetString() : null;
        return form switch
        {
            "date-time" => "2026-01-01T00:00:00Z",
            "byte" => Convert.ToBase64String(new byte[random.Next(10) == 0 ? 3 : 32]),
            "^[0-9a-f]{64}$" => Convert.ToHexStringLower(Bytes(32)),
            _ => $"a{random.Next(5)}",
        };
    }

    /// <summary>JSON that is damaged in one of many ways.</summary>
    public byte[] Damage(byte[] json)
    {
        var text = Encoding.UTF8.GetString(json);
        switch (random.Next(9))
        {
            case 0: return json[..random.Next(json.Length + 1)];
            case 1: return [.. json, .. json];
            case 2: return Encoding.UTF8.GetBytes(text.Replace("{", "{\"unknown\":[1,{}],", StringComparison.Ordinal));
            case 3: return Encoding.UTF8.GetBytes(text.Replace("1", random.Next(2) == 0 ? "1e999" : "-1", StringComparison.Ordinal));
            case 4: return Encoding.UTF8.GetBytes(text.Replace("\"a", random.Next(2) == 0 ? "\"\\u0000" : "\"\\ud800", StringComparison.Ordinal));
            case 5: return Encoding.UTF8.GetBytes(text.Replace(",", ",,", StringComparison.Ordinal));
            case 6: return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", random.Next(2_000))) + text);
            case 7: return Encoding.UTF8.GetBytes(text.Replace(":", random.Next(2) == 0 ? ":null,\"x\":" : ":[],\"x\":", StringComparison.Ordinal));
            default:
                var damaged = json.ToArray();
                for (var i = 0; i < 3 && damaged.Length > 0; i++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                return damaged;
        }
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private JsonObject Object(JsonElement schema)
    {
        var made = new JsonObject();
        if (!schema.TryGetProperty("properties", out var properties)) return made;

        string[] required = schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(static one => one.GetString()!)] : [];
        foreach (var member in properties.EnumerateObject())
        {
            if (required.Contains(member.Name) ? random.Next(60) > 0 : random.Next(2) == 0) made[member.Name] = Make(member.Value, member.Name);
        }

        return made;
    }

    // The tasks have three classes: most arrays are of them.
    private JsonArray Array(JsonElement schema, string name)
    {
        var made = new JsonArray();
        var count = name switch
        {
            "classCounts" or "evidence" or "recall" or "precision" or "sketch" => random.Next(20) == 0 ? random.Next(6) : 3,
            "features" or "needs" => 1,
            _ => random.Next(4),
        };
        for (var i = 0; i < count; i++) made.Add(name is "classes" or "features" && random.Next(5) > 0 ? Ordered(schema, name, i) : Make(schema.GetProperty("items"), name));
        return made;
    }

    // Names of classes and features are unique, and their indices small.
    private JsonNode? Ordered(JsonElement schema, string name, int i)
    {
        var made = Make(schema.GetProperty("items"), name);
        if (made is JsonObject feature) (feature["name"], feature["kind"]) = ("x", "numeric");
        return made is JsonValue ? schema.GetProperty("items").GetProperty("type").GetString() == "string" ? $"{(char)('a' + i)}" : i : made;
    }

    private JsonNode Whole(JsonElement schema)
    {
        if (random.Next(60) == 0) return Pick(Extremes);

        var most = schema.TryGetProperty("maximum", out var bound) && bound.GetDouble() is < 100_000 and var small ? Math.Min(3, (int)small) : 300;
        return random.Next(most) + (schema.TryGetProperty("minimum", out var least) ? (int)least.GetDouble() : 0);
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
