using System.Text;
using System.Text.Json;

namespace Cartel.Streams;

/// <summary>What to do with one name of a JSON object.</summary>
/// <param name="name">The name, in UTF-8.</param>
internal sealed class JsonName(byte[] name)
{
    public byte[] Name { get; } = name;

    /// <summary>Which of the wanted values it is; −1: none.</summary>
    public int Value { get; set; } = -1;

    /// <summary>The wanted names within it; null: none.</summary>
    public JsonNames? Inner { get; set; }
}

/// <summary>The wanted names of a JSON object, by path: <c>a.b</c> is the member <c>b</c> of <c>a</c>, or a member that is called <c>a.b</c>.</summary>
internal sealed class JsonNames
{
    // A path of n dots can be written in 2ⁿ ways.
    private const int MostDots = 4;

    private readonly List<JsonName> _names = [];
    private readonly Dictionary<ulong, JsonName> _byHash = [];
    private int _expected;

    /// <summary>Adds the path of a wanted value.</summary>
    public void Add(string path, int value)
    {
        Get(path).Value = value;
        var dots = 0;
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0 && dot < path.Length - 1 && dots++ < MostDots; dot = path.IndexOf('.', dot + 1))
        {
            var outer = Get(path[..dot]);
            (outer.Inner ??= new JsonNames()).Add(path[(dot + 1)..], value);
        }
    }

    /// <summary>What is wanted of the name at the reader; null: nothing.</summary>
    public JsonName? Find(ref Utf8JsonReader reader)
    {
        // Rows mostly have their names in the same order.
        if (_expected < _names.Count && reader.ValueTextEquals(_names[_expected].Name)) return _names[_expected++];

        var found = reader.ValueIsEscaped ? FindEscaped(ref reader) : _byHash.GetValueOrDefault(HashOf(reader.ValueSpan));
        if (found is null || !reader.ValueTextEquals(found.Name)) return null;

        _expected = _names.IndexOf(found) + 1;
        return found;
    }

    /// <summary>Says that an object begins.</summary>
    public void Begin() => _expected = 0;

    private JsonName Get(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (_byHash.TryGetValue(HashOf(bytes), out var known)) return known;

        var added = new JsonName(bytes);
        _names.Add(added);
        _byHash.Add(HashOf(bytes), added);
        return added;
    }

    private JsonName? FindEscaped(ref Utf8JsonReader reader)
    {
        foreach (var name in _names)
        {
            if (reader.ValueTextEquals(name.Name)) return name;
        }

        return null;
    }

    // FNV-1a; two names of one task that share 64 bits are not to be met.
    private static ulong HashOf(ReadOnlySpan<byte> name)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in name) hash = (hash ^ character) * 1099511628211;
        return hash;
    }
}
