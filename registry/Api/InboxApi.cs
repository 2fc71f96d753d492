using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/inbox</c>: the parts that others want from an agent.</summary>
/// <remarks>Whoever asks is alive, and so is whoever holds the line: both renew the lease. A line that breaks no longer does.</remarks>
internal static class InboxApi
{
    private const double RenewalsALease = 3;

    public static void MapInbox(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/agents/{agent}/inbox", GetAsync).Produces<Inbox>().Produces(204).Refuses(400, 404);

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, long? after, int? waitSeconds, IMetadataStore store, Bells bells, LongPoll poll, FleetPace pace, Hints hints,
        TimeProvider time, HttpContext http)
    {
        if (after is < 0) return Answers.Refuse(Refusals.InvalidQuery, $"after is {after}; at least 0 is due.");
        if (LongPoll.Check(waitSeconds) is { } flaw) return Answers.Refuse(flaw);

        var key = new TaskKey(ns, task).Agent(agent);
        using var wait = poll.Begin(waitSeconds, http);
        while (true)
        {
            var lease = new Lease(time.GetUtcNow(), pace.LeaseSeconds());
            if (await store.RenewLeaseAsync(key, status: null, lease, EventTexts.Back(key, lease.From), CancellationToken.None) is null) return Answers.NoAgent(agent);

            var news = await hints.NewsAsync(key, lease.From, CancellationToken.None);
            using var turn = wait.Turn(news is null ? TimeSpan.FromSeconds(lease.Seconds / RenewalsALease) : TimeSpan.Zero);
            var items = await bells.LookUntilAsync(
                Bells.Inbox(key), () => store.InboxAsync(key, after ?? 0, CancellationToken.None), items => items.Count > 0 || hints.IsCalled(key), turn.Token);
            if (items.Count > 0 || news is not null) return Answers.Json(new Inbox(await TraceParents.JoinAsync(items, key.Task, store, CancellationToken.None), news?.Emerging, news?.Recalled), CartelJson.Default.Inbox);
            if (wait.Token.IsCancellationRequested) return Results.NoContent();
        }
    }
}
