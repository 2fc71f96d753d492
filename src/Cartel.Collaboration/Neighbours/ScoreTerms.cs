using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Cartel.Collaboration;

/// <summary>The terms of one score: names that all candidates share, and this one's values in the same order.</summary>
/// <remarks>A dictionary to whoever reads it, two arrays to whoever makes ten thousand of them.</remarks>
internal sealed class ScoreTerms(string[] names, params double[] values) : IReadOnlyDictionary<string, double>
{
    public static readonly ScoreTerms None = new([]);

    public ReadOnlySpan<double> InOrder => values;

    public int Count => names.Length;

    public IEnumerable<string> Keys => names;

    public IEnumerable<double> Values => values;

    public double this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no term “{key}”");

    public bool ContainsKey(string key) => Array.IndexOf(names, key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        var place = Array.IndexOf(names, key);
        value = place < 0 ? 0 : values[place];
        return place >= 0;
    }

    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() =>
        names.Zip(values, static (name, value) => KeyValuePair.Create(name, value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
