using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>Pages of lists in name order: the cursor is the last name, bound to its list.</summary>
internal static class Paging
{
    public const int DefaultLimit = 100;
    public const int MostItems = 1_000;

    public static Refusal? CheckLimit(int? limit) => limit is null or (>= 1 and <= MostItems)
        ? null
        : Refusals.InvalidQuery.Because($"limit is {limit}; 1 to {MostItems} is allowed.");

    public static string Cursor(string list, string last) => $"{list}~{last}";

    public static Checked<string> After(string list, string? cursor)
    {
        if (cursor is null) return "";

        return cursor.StartsWith($"{list}~", StringComparison.Ordinal)
            ? cursor[(list.Length + 1)..]
            : Refusals.InvalidCursor.Because($"“{cursor}” was not given by this list with this query.");
    }

    public static Checked<Page<T>> Of<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string list, int? limit, string? cursor)
    {
        if (CheckLimit(limit) is { } flaw) return flaw;
        if (!After(list, cursor).TryGet(out var after, out var refusal)) return refusal;

        var rest = all.Where(item => string.CompareOrdinal(nameOf(item), after) > 0).Take((limit ?? DefaultLimit) + 1).ToList();
        if (rest.Count <= (limit ?? DefaultLimit)) return new Page<T>(rest, null);

        rest.RemoveAt(rest.Count - 1);
        return new Page<T>(rest, Cursor(list, nameOf(rest[^1])));
    }
}
