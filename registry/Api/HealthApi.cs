using Cartel.Registry.Broker;
using Cartel.Registry.Replica;

namespace Cartel.Registry.Api;

/// <summary><c>/healthz</c>: the process lives; <c>/readyz</c>: its store answers and the fleet is in memory, so send it requests.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", static () => Results.Text("ok")).Produces<string>(200, "text/plain");
        routes.MapGet("/readyz", ReadyAsync).Produces<string>(200, "text/plain").Refuses(503);
    }

    // A store that does not answer throws, and every such exception is a 503.
    private static async Task<IResult> ReadyAsync(ReplicaStore store, CancellationToken cancellation)
    {
        var trouble = await store.PingAsync(cancellation);
        if (!store.IsLoaded) return Answers.Refuse(Refusals.StoreUnavailable, "The fleet is still being read from the store.");

        // Requests that need nothing from there are served, and no other registry could serve more.
        return Results.Text(trouble is null ? "ok" : $"degraded: {trouble}");
    }
}
