using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/events</c>: what happened, as a page or as a stream.</summary>
/// <remarks><c>after=0</c> begins with the oldest event that is kept; without <c>after</c> come the last <c>limit</c> ones, oldest first.</remarks>
internal static class EventsApi
{
    public static void MapEvents(this RouteGroupBuilder routes) =>
        routes.MapGet("/events", GetAsync)
            .Produces<Page<CartelEvent>>(200, "application/json", "text/event-stream").Refuses(400, 410);

    private static async Task<IResult> GetAsync(
        string ns, string? after, int? limit, HttpContext http, IMetadataStore store, EventStream stream, CancellationToken cancellation)
    {
        if (Paging.CheckLimit(limit) is { } flaw) return Answers.Refuse(flaw);

        var count = limit ?? Paging.DefaultLimit;
        var streamed = http.Request.Headers.Accept.Any(static accept => accept?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) is true);
        var lastId = http.Request.Headers["Last-Event-ID"].FirstOrDefault() is { Length: > 0 } last ? last : after;
        if (!EventId.TryParse(lastId ?? EventId.Beginning, out var from))
        {
            if (!streamed) return Answers.Refuse(Refusals.InvalidCursor, $"“{lastId}” is not an event's id.");
            from = EventId.OfAnotherLog;
        }

        if (lastId is null) from = new EventId(null, await store.EventTailAsync(ns, count, cancellation));
        return streamed ? new EventStream.Answer(stream, ns, from) : await PageAsync(ns, from, count, store, cancellation);
    }

    private static async Task<IResult> PageAsync(string ns, EventId from, int limit, IMetadataStore store, CancellationToken cancellation)
    {
        var page = await store.EventsAsync(ns, from.Number, limit, cancellation);
        if (from.IsGoneFrom(page))
            return Answers.Refuse(Refusals.EventsGone, "Events were missed: the id is too old, or of another store. Begin again with after=0.");

        var last = page.Items.Count == limit ? page.Items[^1].Id : null;
        var more = last is not null && EventId.TryParse(last, out var id) && id.Number < page.Newest;
        return Answers.Json(new Page<CartelEvent>(page.Items, more ? last : null), CartelJson.Default.PageCartelEvent);
    }
}
