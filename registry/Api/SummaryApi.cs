using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/summary</c>: a fleet in figures.</summary>
internal static class SummaryApi
{
    private const double UsualStepSeconds = 60;

    public static void MapSummary(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/summary", GetAsync).Produces<FleetSummary>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(string ns, string task, double? step, IMetadataStore store, FleetFigures figures, CancellationToken cancellation)
    {
        if (step is not (null or (>= 1 and <= HistoryQuery.MostStepSeconds)))
            return Answers.Refuse(Refusals.InvalidQuery, $"step is {step}; 1 to {HistoryQuery.MostStepSeconds} seconds are allowed.");

        var key = new TaskKey(ns, task);
        return await store.FindTaskAsync(key, cancellation) is { } manifest
            ? Answers.Json(await figures.CountAsync(key, manifest, step ?? UsualStepSeconds, cancellation), CartelJson.Default.FleetSummary)
            : Answers.NoTask(task);
    }
}
