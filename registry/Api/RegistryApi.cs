using Cartel.Protocol;
using Cartel.Registry.Security;

namespace Cartel.Registry.Api;

/// <summary>Every resource of the REST API.</summary>
internal static class RegistryApi
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/api/v1/namespaces/{ns}").AddEndpointFilter<NameFilter>();
        routes.MapTasks();
        routes.MapAgents();
        routes.MapProfiles();
        routes.MapNeighbours();
        routes.MapClusters();
        routes.MapIncidents();
        routes.MapSummary();
        routes.MapDivergences();
        routes.MapHistory();
        routes.MapVitals();
        routes.MapInbox();
        routes.MapSignals();
        routes.MapTransfers();
        routes.MapTimeline();
        routes.MapParts();
        routes.MapBundles();
        routes.MapRecalls();
        routes.MapZoo();
        routes.MapEvents();
        routes.MapEnrollments();
        routes.MapIdentities();
        var everywhere = app.MapGroup("/api/v1");
        everywhere.MapApiTokens();
        everywhere.MapSystem();
        app.MapHealth();
    }

    /// <summary>Tells the OpenAPI document which refusals to expect.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, "application/problem+json");
        return route;
    }
}
