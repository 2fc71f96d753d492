using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/inbox</c>: the parts that others want from an agent.</summary>
internal static class InboxApi
{
    public static void MapInbox(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/agents/{agent}/inbox", GetAsync).Produces<Inbox>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, long? after, int? waitSeconds, IMetadataStore store, Bells bells, LongPoll poll, HttpContext http)
    {
        if (after is < 0) return Answers.Refuse(Refusals.InvalidQuery, $"after is {after}; at least 0 is due.");
        if (LongPoll.Check(waitSeconds) is { } flaw) return Answers.Refuse(flaw);

        var key = new TaskKey(ns, task).Agent(agent);
        if (await store.FindAgentAsync(key, http.RequestAborted) is null) return Answers.NoAgent(agent);

        using var wait = poll.Begin(waitSeconds, http);
        var items = await bells.LookUntilAsync(
            Bells.Inbox(key), () => store.InboxAsync(key, after ?? 0, CancellationToken.None), static items => items.Count > 0, wait.Token);
        return Answers.Json(new Inbox(items), CartelJson.Default.Inbox);
    }
}
