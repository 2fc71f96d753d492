namespace Cartel.Registry.Store;

/// <summary>How much the relay holds.</summary>
/// <param name="LargestPart">The longest part, in bytes.</param>
/// <param name="Budget">All parts together, in bytes: beyond it the least recently used go. Uploads that have not ended come on top.</param>
/// <param name="Lifetime">How long a part stays that nobody uploads again.</param>
internal sealed record PartLimits(long LargestPart, long Budget, TimeSpan Lifetime)
{
    /// <summary>Those of a registry without settings.</summary>
    public static readonly PartLimits Default = new(64L << 20, 1L << 30, TimeSpan.FromHours(24));

    /// <summary>Which parts go so that the rest fits: those first that need not be kept, and of them the least recently used.</summary>
    /// <param name="parts">All parts.</param>
    /// <param name="spared">The one that was just stored: it stays in any case.</param>
    public IEnumerable<PartUse> Victims(IReadOnlyCollection<PartUse> parts, PartKey spared)
    {
        var over = parts.Sum(static part => part.Bytes) - Budget;
        foreach (var part in parts.Where(part => part.Key != spared).OrderBy(static part => part.IsKept).ThenBy(static part => part.UsedAt))
        {
            if (over <= 0) yield break;

            over -= part.Bytes;
            yield return part;
        }
    }
}

/// <summary>How a part is used.</summary>
internal readonly record struct PartUse(PartKey Key, long Bytes, DateTimeOffset UsedAt, bool IsKept);
