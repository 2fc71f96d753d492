using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/inbox</c>: the parts that others want from an agent, waited for or as a stream.</summary>
/// <remarks>Whoever asks is alive, and so is whoever holds the line: both renew the lease. A line that breaks no longer does.</remarks>
internal static class InboxApi
{
    public static void MapInbox(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/agents/{agent}/inbox", GetAsync)
            .Produces<Inbox>(200, "application/json", EventStream.MediaType).Produces(204).Refuses(400, 404, 429);

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, long? after, int? waitSeconds, InboxReader inboxes, LongPoll poll, StreamSlots slots, HttpContext http)
    {
        if (after is < 0) return Answers.Refuse(Refusals.InvalidQuery, $"after is {after}; at least 0 is due.");
        if (LongPoll.Check(waitSeconds) is { } flaw) return Answers.Refuse(flaw);

        var key = new TaskKey(ns, task).Agent(agent);
        if (EventStream.IsWantedBy(http))
        {
            var from = long.TryParse(http.Request.Headers["Last-Event-ID"].FirstOrDefault(), out var last) && last >= 0 ? last : after ?? 0;
            if (!await inboxes.ExistsAsync(key, http.RequestAborted)) return Answers.NoAgent(agent);

            return slots.TryTake(http) is { } slot ? new InboxStream(inboxes, poll, slot, key, from) : StreamSlots.Refuse();
        }

        using var wait = poll.Begin(waitSeconds, http);
        return await inboxes.ReadAsync(key, after ?? 0, wait) switch
        {
            null => Answers.NoAgent(agent),
            { IsEmpty: true } => Results.NoContent(),
            var found => Answers.Json(found.Inbox, CartelJson.Default.Inbox),
        };
    }
}
