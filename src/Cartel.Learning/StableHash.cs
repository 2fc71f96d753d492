namespace Cartel.Learning;

/// <summary>Hashes that are the same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
public static class StableHash
{
    /// <summary>64-bit FNV-1a over UTF-16 code units (Fowler, Noll, Vo).</summary>
    public static long Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in text) hash = (hash ^ character) * 1099511628211;
        return (long)hash;
    }
}
