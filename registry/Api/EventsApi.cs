using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/events</c>: what happened, as a page, as a page that is waited for, or as a stream.</summary>
/// <remarks><c>after=0</c> begins with the oldest event that is kept; without <c>after</c> come the last <c>limit</c> ones, oldest first.</remarks>
internal static class EventsApi
{
    private const int Stretch = 1_000;

    public static void MapEvents(this RouteGroupBuilder routes) =>
        routes.MapGet("/events", GetAsync)
            .Produces<EventList>(200, "application/json", EventStream.MediaType).Refuses(400, 410, 429);

    private static async Task<IResult> GetAsync(
        string ns, string? after, int? limit, int? waitSeconds, string? filter, HttpContext http, IMetadataStore store, EventStream stream, StreamSlots slots,
        Bells bells, LongPoll poll)
    {
        if (Listing<CartelEvent>.CheckLimit(limit) is { } flaw) return Answers.Refuse(flaw);
        if (LongPoll.Check(waitSeconds) is { } unclear) return Answers.Refuse(unclear);
        if (!EventShape.Read(filter).TryGet(out var wanted, out var refusal)) return Answers.Refuse(refusal);

        var count = limit ?? Listing<CartelEvent>.DefaultLimit;
        var streamed = EventStream.IsWantedBy(http);
        var lastId = http.Request.Headers["Last-Event-ID"].FirstOrDefault() is { Length: > 0 } last ? last : after;
        if (!EventId.TryParse(lastId ?? EventId.Beginning, out var from))
        {
            if (!streamed) return Answers.Refuse(Refusals.InvalidCursor, $"“{lastId}” is not an event's id.");
            from = EventId.OfAnotherLog;
        }

        if (lastId is null) from = new EventId(null, await store.EventTailAsync(ns, count, http.RequestAborted));
        if (streamed) return slots.TryTake(http) is { } slot ? new EventStream.Answer(stream, slot, ns, from, wanted) : StreamSlots.Refuse();

        var search = new Search(store, ns, count, filter is null ? count : Stretch, wanted, from);
        using var wait = poll.Begin(waitSeconds, http);
        var found = await bells.LookUntilAsync(
            Bells.Events(ns), () => search.LookAsync(http.RequestAborted), static found => found is not { Items.Count: 0 }, wait.Token);
        return found is null
            ? Answers.Refuse(Refusals.EventsGone, "Events were missed: the id is too old, or of another store. Begin again with after=0.")
            : Answers.Json(found, CartelJson.Default.EventList);
    }

    // Each look goes on where the last one ended.
    private sealed class Search(IMetadataStore store, string ns, int count, int stretch, Func<CartelEvent, bool> wanted, EventId from)
    {
        private EventId _at = from;

        /// <summary>The next events that are wanted; null where some were missed.</summary>
        public async Task<EventList?> LookAsync(CancellationToken cancellation)
        {
            var found = new List<CartelEvent>();
            while (true)
            {
                var page = await store.EventsAsync(ns, _at.Number, stretch, cancellation);
                if (_at.IsGoneFrom(page)) return null;

                foreach (var happened in page.Items)
                {
                    if (EventId.TryParse(happened.Id, out var id)) _at = id;
                    if (wanted(happened)) found.Add(happened);
                    if (found.Count == count) return Of(found, page, more: _at.Number < page.Newest);
                }

                if (page.Items.Count < stretch) return Of(found, page, more: false);
            }
        }

        private EventList Of(IReadOnlyList<CartelEvent> found, EventPage page, bool more)
        {
            var last = $"{page.Epoch}-{_at.Number}";
            return new EventList(found, more ? last : null, last);
        }
    }
}
