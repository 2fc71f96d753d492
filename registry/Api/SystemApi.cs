using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Replica;
using Cartel.Registry.Security;

namespace Cartel.Registry.Api;

/// <summary><c>/api/v1/caller</c>: who asks; <c>/api/v1/system</c>: whom.</summary>
internal static class SystemApi
{
    public static void MapSystem(this RouteGroupBuilder routes)
    {
        routes.MapGet("/caller", GetCaller).Produces<CallerView>();
        routes.MapGet("/system", GetSystemAsync).Produces<SystemView>();
    }

    private static IResult GetCaller(HttpContext http, RegistryOptions options)
    {
        var caller = Caller.Of(http);
        return Answers.Json(new CallerView(caller.Name, options.Auth, caller.Role, caller.Namespace), CartelJson.Default.CallerView);
    }

    private static async Task<IResult> GetSystemAsync(HttpContext http, SystemFacts facts, ReplicaStore store, TimeProvider time, CancellationToken cancellation)
    {
        var caller = Caller.Of(http);
        var namespaces = (await store.TaskKeysAsync(cancellation)).Select(static task => task.Namespace).Where(caller.IsOf);
        return Answers.Json(
            new SystemView(
                SystemFacts.Version, facts.StartedAt, time.GetUtcNow(), facts.Store, await store.PingAsync(cancellation), facts.Features, facts.Neighbours,
                store.Replicas.Sum(static replica => replica.Table.Agents.Count), Environment.WorkingSet, facts.Limits,
                [.. namespaces.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
            CartelJson.Default.SystemView);
    }
}
