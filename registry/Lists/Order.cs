using Cartel.Registry.Broker;

namespace Cartel.Registry.Lists;

/// <summary>The order of a page: by some members, then by the list's own order, so that no two items are equal.</summary>
internal sealed class Order<T> : IComparer<T>
{
    public const int MostMembers = 3;

    private readonly (Field<T> Field, bool Descending)[] _by;
    private readonly Shape<T> _shape;

    private Order((Field<T> Field, bool Descending)[] by, Shape<T> shape) => (_by, _shape) = (by, shape);

    /// <summary>Whether it is the list's own.</summary>
    public bool IsOwn => _by.Length == 0;

    /// <summary>Reads <c>-accuracy,name</c>: a minus sign means the largest first.</summary>
    public static Checked<Order<T>> Parse(string? text, Shape<T> shape)
    {
        if (string.IsNullOrEmpty(text)) return new Order<T>([], shape);

        var words = text.Split(',');
        if (words.Length > MostMembers) return Refusals.InvalidQuery.Because($"sort has {words.Length} members; at most {MostMembers} are allowed.");

        var by = new (Field<T>, bool)[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            var descending = words[i].StartsWith('-');
            if (!shape.TryFind(words[i][(descending ? 1 : 0)..], out var field))
                return Refusals.InvalidQuery.Because($"sort has “{words[i]}”; the {shape.Name} can be sorted by {shape.Names}.");
            by[i] = (field, descending);
        }

        return new Order<T>(by, shape);
    }

    public int Compare(T? x, T? y)
    {
        foreach (var (field, descending) in _by)
        {
            if (field.Compare(x!, y!, descending) is not 0 and var difference) return difference;
        }

        return _shape.CompareKeys(_shape.KeyOf(x!), _shape.KeyOf(y!));
    }

    /// <summary>Where an item stands, for <see cref="After"/>.</summary>
    public IReadOnlyList<string?> PlaceOf(T item) => [.. _by.Select(by => by.Field.TextOf(item)), _shape.KeyOf(item)];

    /// <summary>Whether an item comes after a place; null where that is none in this order.</summary>
    public Func<T, bool>? After(IReadOnlyList<string?> place)
    {
        if (place.Count != _by.Length + 1 || place[^1] is not { } key) return null;

        var against = new Func<T, int>[_by.Length];
        for (var i = 0; i < against.Length; i++)
        {
            if (_by[i].Field.AgainstText(place[i], _by[i].Descending) is not { } one) return null;
            against[i] = one;
        }

        return item =>
        {
            foreach (var one in against)
            {
                if (one(item) is not 0 and var difference) return difference > 0;
            }

            return _shape.CompareKeys(_shape.KeyOf(item), key) > 0;
        };
    }
}
