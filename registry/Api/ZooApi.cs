using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/zoo</c>: the past parts of a task.</summary>
internal static class ZooApi
{
    public static void MapZoo(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/zoo", ListAsync).Produces<Page<ZooEntry>>().Refuses(400, 404);

    private static async Task<IResult> ListAsync(
        string ns, string task, int? limit, string? cursor, IMetadataStore store, CancellationToken cancellation)
    {
        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is null) return Answers.NoTask(task);

        var entries = await store.ZooAsync(key, cancellation);
        return Paging.Of(entries, static entry => entry.Id, "zoo", limit, cursor).TryGet(out var page, out var refusal)
            ? Answers.Json(page, CartelJson.Default.PageZooEntry)
            : Answers.Refuse(refusal);
    }
}
