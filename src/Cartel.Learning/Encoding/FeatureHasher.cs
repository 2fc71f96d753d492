using System.Text;

namespace Cartel.Learning;

/// <summary>Turns names and values of any number into a vector of fixed length: nothing is listed beforehand.</summary>
/// <remarks>
/// <para>With h the signed 32-bit MurmurHash3 (seed 0) of a name's UTF-8, its value is added, with the sign of h, at |h|:</para>
/// <code>x[|h| mod length] += sign(h) · value</code>
/// <para>A category counts as the name <c>column=category</c> with the value 1; a missing value is simply not added. Names
/// that collide add up; the sign makes their inner products right on average. The same as scikit-learn's FeatureHasher
/// with alternate_sign=True.</para>
/// <para>O(characters) a value; stateless, nothing to save; no allocation. K. Weinberger, A. Dasgupta, J. Langford, A. Smola
/// and J. Attenberg, “Feature hashing for large scale multitask learning”, ICML 2009, 1113–1120.</para>
/// </remarks>
public sealed class FeatureHasher
{
    /// <summary>The longest name, in characters, a category's included.</summary>
    public const int LongestName = 1024;

    /// <summary>Makes a hasher.</summary>
    /// <param name="length">How many features it fills; 1 to <see cref="FeatureSchema.LargestCount"/>. A power of two is as good as any.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public FeatureHasher(int length)
    {
        Length = Require.Between(length, 1, FeatureSchema.LargestCount);
        Columns = [.. Enumerable.Range(0, length).Select(static i => Feature.Numeric($"murmur3:{i}"))];
    }

    /// <summary>How many features it fills.</summary>
    public int Length { get; }

    /// <summary>The columns of a task whose samples are hashed: agents that hash otherwise have another schema.</summary>
    public IReadOnlyList<Feature> Columns { get; }

    /// <summary>Adds a named number.</summary>
    /// <param name="name">1 to <see cref="LongestName"/> characters.</param>
    /// <param name="value">Finite.</param>
    /// <param name="features">Length <see cref="Length"/>; cleared by the caller before a sample's first value.</param>
    /// <exception cref="ArgumentException">A length is wrong or the value is not finite; nothing has changed.</exception>
    public void Add(ReadOnlySpan<char> name, float value, Span<float> features)
    {
        if (features.Length != Length) throw new ArgumentException($"has {features.Length} places where {Length} are due", nameof(features));
        if (name.Length is 0 or > LongestName) throw new ArgumentException($"has {name.Length} characters; 1 to {LongestName} are due", nameof(name));
        Require.Finite(value, nameof(value));

        Span<byte> bytes = stackalloc byte[LongestName * 3];
        var hash = Murmur3.Hash(bytes[..Encoding.UTF8.GetBytes(name, bytes)]);
        var at = Math.Abs((long)hash) % Length;
        var sum = features[(int)at] + (hash < 0 ? -value : value);
        features[(int)at] = Math.Clamp(sum, -float.MaxValue, float.MaxValue);
    }

    /// <summary>Adds a category of a column, whether it was ever seen before or not.</summary>
    /// <param name="column">The column's name; at least one character.</param>
    /// <param name="category">May be empty; with the column's name less than <see cref="LongestName"/> characters.</param>
    /// <param name="features">Length <see cref="Length"/>; cleared by the caller before a sample's first value.</param>
    /// <exception cref="ArgumentException">A length is wrong; nothing has changed.</exception>
    public void AddCategory(ReadOnlySpan<char> column, ReadOnlySpan<char> category, Span<float> features)
    {
        if (column.Length == 0 || column.Length + category.Length >= LongestName)
            throw new ArgumentException($"is a name of {column.Length} characters with a category of {category.Length}", nameof(column));

        Span<char> name = stackalloc char[column.Length + 1 + category.Length];
        column.CopyTo(name);
        name[column.Length] = '=';
        category.CopyTo(name[(column.Length + 1)..]);
        Add(name, 1, features);
    }
}
