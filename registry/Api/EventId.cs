using System.Globalization;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>Where somebody stands in the event log: <c>epoch-number</c>, or <c>0</c> for its beginning.</summary>
/// <param name="Epoch">The log's epoch; null for whichever it is.</param>
/// <param name="Number">The number of the last event seen.</param>
internal readonly record struct EventId(string? Epoch, long Number)
{
    public const string Beginning = "0";

    /// <summary>An id that no log knows.</summary>
    public static readonly EventId OfAnotherLog = new("", 0);

    public static bool TryParse(string text, out EventId id)
    {
        var dash = text.LastIndexOf('-');
        var parsed = long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        id = new EventId(dash < 0 ? null : text[..dash], number);
        return parsed && (dash > 0 || text == Beginning);
    }

    /// <summary>Whether events after this one may have been dropped, or it is of another log.</summary>
    public bool IsGoneFrom(EventPage page) =>
        (Epoch is not null && Epoch != page.Epoch) || Number > page.Newest || (Number > 0 && Number < page.Oldest - 1);
}
