using Cartel.Protocol;
using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/zoo</c>: the past parts of a task.</summary>
internal static class ZooApi
{
    public static void MapZoo(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/zoo", ListAsync).Produces<Page<ZooEntry>>().Refuses(400, 404);

    private static async Task<IResult> ListAsync(
        string ns, string task, [AsParameters] ListQuery query, IMetadataStore store, CancellationToken cancellation)
    {
        if (!Listing<ZooEntry>.Read(query, ZooShape.Shape, $"{ns}/{task}").TryGet(out var listing, out var refusal)) return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is null) return Answers.NoTask(task);

        var entries = await store.ZooAsync(key, cancellation);
        return Answers.Json(listing.PageOf(entries, static entry => entry), CartelJson.Default.PageZooEntry);
    }
}
