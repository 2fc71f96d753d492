using System.Buffers;
using System.Text;

namespace Cartel.Streams;

/// <summary>The categories of a column, or the classes, in order of index.</summary>
internal sealed class CategoryTable
{
    private const int OnStack = 256;

    // Of a few names the right one is found sooner by comparing bytes.
    private const int Few = 8;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _names = [];
    private readonly List<byte[]> _few = [];
    private readonly bool _grows;

    /// <summary>A table that takes in every new name.</summary>
    public CategoryTable()
        : this([]) => _grows = true;

    /// <summary>A fixed table.</summary>
    public CategoryTable(IReadOnlyList<string> names)
    {
        _lookup = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var name in names) Add(name);
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>The index of a name; −1 if it is unknown and the table is fixed.</summary>
    public int IndexOf(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < _few.Count; i++)
        {
            if (utf8.SequenceEqual(_few[i])) return i;
        }

        var rented = utf8.Length > OnStack ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> text = rented is null ? stackalloc char[OnStack] : rented;
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        if (!_lookup.TryGetValue(text, out var index)) index = _grows ? Add(text.ToString()) : -1;
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        return index;
    }

    private int Add(string name)
    {
        _indices.Add(name, _names.Count);
        _names.Add(name);
        if (_few.Count < Few) _few.Add(Encoding.UTF8.GetBytes(name));
        return _names.Count - 1;
    }
}
