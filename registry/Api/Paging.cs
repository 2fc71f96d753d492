using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;

namespace Cartel.Registry.Api;

/// <summary>Pages of short lists, which need no filter and no order but that of their names.</summary>
internal static class Paging
{
    public static Checked<Page<T>> Of<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string list, int? limit, string? cursor) =>
        Listing<T>.Read(new ListQuery { Limit = limit, Cursor = cursor }, new Shape<T>(list, nameOf, []), list).TryGet(out var listing, out var refusal)
            ? listing.PageOf(all, static item => item)
            : refusal;
}
