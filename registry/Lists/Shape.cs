using System.Diagnostics.CodeAnalysis;

namespace Cartel.Registry.Lists;

/// <summary>What filters and sorts may say of a list.</summary>
/// <param name="name">The list's name, which cursors are bound to.</param>
/// <param name="keyOf">What names an item within its list; the list's own order is that of the keys.</param>
/// <param name="fields">The members.</param>
/// <param name="newestFirst">Whether the list's own order is from the last key to the first.</param>
/// <param name="other">Members whose names are not known beforehand.</param>
internal sealed class Shape<T>(
    string name, Func<T, string> keyOf, IReadOnlyList<Field<T>> fields, bool newestFirst = false, Func<string, Field<T>?>? other = null)
{
    public string Name => name;

    public IReadOnlyList<Field<T>> Fields => fields;

    public string KeyOf(T item) => keyOf(item);

    /// <summary>How two keys follow each other in the list's own order.</summary>
    public int CompareKeys(string a, string b) => newestFirst ? string.CompareOrdinal(b, a) : string.CompareOrdinal(a, b);

    public bool TryFind(string member, [NotNullWhen(true)] out Field<T>? field)
    {
        field = fields.FirstOrDefault(one => one.Name == member) ?? other?.Invoke(member);
        return field is not null;
    }

    public string Names => string.Join(", ", fields.Select(static one => one.Name));
}
