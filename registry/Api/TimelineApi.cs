using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/transfers/{id}/timeline</c>: when a transfer came into which state, from the event log.</summary>
internal static class TimelineApi
{
    public static void MapTimeline(this RouteGroupBuilder routes) =>
        routes.MapGet("/transfers/{id}/timeline", GetAsync).Produces<TransferTimeline>().Refuses(404);

    private static async Task<IResult> GetAsync(string ns, string id, IMetadataStore store, RecentEvents events, CancellationToken cancellation)
    {
        if (await TransferWrites.FindAsync(ns, id, store, cancellation) is not { } transfer) return Answers.Refuse(TransferWrites.None(id));

        var kept = await events.ReadAsync(ns, cancellation);
        return Answers.Json(
            new TransferTimeline([.. kept.Where(happened => happened.Transfer == id || IsTrigger(happened, transfer))]), CartelJson.Default.TransferTimeline);
    }

    private static bool IsTrigger(CartelEvent happened, Transfer transfer) =>
        happened.Agent == transfer.Target && happened.Task == transfer.Task && happened.Sample == transfer.Trigger.Sample
        && happened.Kind == Words.Of(transfer.Trigger.Kind);
}
