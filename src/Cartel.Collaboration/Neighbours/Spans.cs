using System.Runtime.InteropServices;

namespace Cartel.Collaboration;

/// <summary>Lists as spans, for loops over the classes of ten thousand candidates.</summary>
internal static class Spans
{
    /// <summary>The list's own items where it is an array or a <see cref="List{T}"/>, else a copy of them.</summary>
    public static ReadOnlySpan<T> Of<T>(IReadOnlyList<T> items) => items switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => items.ToArray(),
    };
}
