using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Lists;

/// <summary>A query of a list, understood: which items, in which order, from where, how many.</summary>
internal sealed class Listing<T>
{
    public const int DefaultLimit = 100;
    public const int MostItems = 1_000;

    private readonly Shape<T> _shape;
    private readonly string _query;
    private readonly Func<T, bool>? _matches;
    private readonly Order<T> _order;
    private readonly Func<T, bool>? _isAfter;

    private Listing(Shape<T> shape, string query, int limit, Func<T, bool>? matches, Order<T> order, IReadOnlyList<string?>? place)
    {
        (_shape, _query, Limit, _matches, _order) = (shape, query, limit, matches, order);
        _isAfter = place is null ? null : order.After(place);
        AfterKey = order.IsOwn ? place?[^1] : null;
    }

    public int Limit { get; }

    /// <summary>Whether the page is in the list's own order, so that it can be read piece by piece.</summary>
    public bool IsInOwnOrder => _order.IsOwn;

    /// <summary>In the list's own order the key that the page comes after, or null.</summary>
    public string? AfterKey { get; }

    /// <summary>Reads a query.</summary>
    /// <param name="query">What the client says.</param>
    /// <param name="shape">Of which list.</param>
    /// <param name="scope">Which list of this shape: its path and other parameters.</param>
    public static Checked<Listing<T>> Read(ListQuery query, Shape<T> shape, string scope)
    {
        if (CheckLimit(query.Limit) is { } flaw) return flaw;
        if (!Order<T>.Parse(query.Sort, shape).TryGet(out var order, out var disorder)) return disorder;
        if (!TryFilter(query.Filter, shape, out var matches, out var unclear)) return unclear!;

        var bound = string.Join('\n', shape.Name, scope, query.Filter, query.Sort);
        var place = query.Cursor is null ? null : Cursors.Read(bound, query.Cursor);
        if (query.Cursor is not null && (place is null || order.After(place) is null))
            return Refusals.InvalidCursor.Because("This cursor was not given by this list with this filter and this sort.");

        return new Listing<T>(shape, bound, query.Limit ?? DefaultLimit, matches, order, place);
    }

    public static Refusal? CheckLimit(int? limit) => limit is null or (>= 1 and <= MostItems)
        ? null
        : Refusals.InvalidQuery.Because($"limit is {limit}; 1 to {MostItems} is allowed.");

    /// <summary>Whether an item is on this page or a later one.</summary>
    public bool Takes(T item) => (_isAfter is null || _isAfter(item)) && (_matches is null || _matches(item));

    /// <summary>The page.</summary>
    /// <param name="items">The whole list, in its own order.</param>
    /// <param name="show">How an item is shown.</param>
    public Page<TView> PageOf<TView>(IReadOnlyList<T> items, Func<T, TView> show) =>
        Close(IsInOwnOrder ? InOwnOrder(items) : InOrder(items), show);

    /// <summary>The page of items that are taken, in order, one more than fit it where there are more.</summary>
    public Page<TView> Close<TView>(IReadOnlyList<T> taken, Func<T, TView> show)
    {
        var rows = taken.Count > Limit ? taken.Take(Limit) : taken;
        return new Page<TView>([.. rows.Select(show)], taken.Count > Limit ? Cursors.Write(_query, _order.PlaceOf(taken[Limit - 1])) : null);
    }

    /// <summary>The first of those that are taken, one more than fit the page, without sorting all.</summary>
    public List<T> InOrder(IEnumerable<T> items)
    {
        // The worst of the best so far comes out first.
        var best = new PriorityQueue<T, T>(Limit + 1, Comparer<T>.Create((a, b) => _order.Compare(b, a)));
        foreach (var item in items.Where(Takes))
        {
            if (best.Count <= Limit) best.Enqueue(item, item);
            else best.EnqueueDequeue(item, item);
        }

        var sorted = best.UnorderedItems.Select(static entry => entry.Element).ToList();
        sorted.Sort(_order);
        return sorted;
    }

    private List<T> InOwnOrder(IReadOnlyList<T> items)
    {
        var taken = new List<T>(Math.Min(Limit + 1, items.Count));
        for (var i = AfterKey is null ? 0 : FirstAfter(items, AfterKey); i < items.Count && taken.Count <= Limit; i++)
        {
            if (_matches is null || _matches(items[i])) taken.Add(items[i]);
        }

        return taken;
    }

    private int FirstAfter(IReadOnlyList<T> items, string key)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_shape.CompareKeys(_shape.KeyOf(items[middle]), key) <= 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static bool TryFilter(string? text, Shape<T> shape, out Func<T, bool>? matches, out Refusal? flaw)
    {
        (matches, flaw) = (null, null);
        if (string.IsNullOrEmpty(text)) return true;

        return FilterParser.Parse(text).TryGet(out var node, out flaw) && Predicate.Of(node, shape).TryGet(out matches, out flaw);
    }
}
