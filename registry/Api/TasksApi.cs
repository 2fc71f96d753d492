using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks</c>: the learning problems that agents share.</summary>
internal static class TasksApi
{
    public static void MapTasks(this RouteGroupBuilder routes)
    {
        routes.MapGet("/tasks", ListAsync).Produces<Page<TaskManifest>>().Refuses(400);
        routes.MapGet("/tasks/{task}", GetAsync).Produces<TaskManifest>().Refuses(404);
        routes.MapPut("/tasks/{task}", PutAsync).Accepts<TaskManifest>("application/json").Produces<TaskManifest>().Produces<TaskManifest>(201).Refuses(400, 409, 412, 413, 428);
        routes.MapDelete("/tasks/{task}", DeleteAsync).Produces(204).Refuses(404, 409, 412);
    }

    private static async Task<IResult> ListAsync(string ns, [AsParameters] ListQuery query, IMetadataStore store, CancellationToken cancellation)
    {
        if (!Listing<TaskManifest>.Read(query, TaskShape.Shape, ns).TryGet(out var listing, out var refusal)) return Answers.Refuse(refusal);

        var tasks = await store.TasksAsync(ns, cancellation);
        return Answers.Json(listing.PageOf(tasks, static task => task), CartelJson.Default.PageTaskManifest);
    }

    private static async Task<IResult> GetAsync(string ns, string task, HttpContext http, IMetadataStore store, CancellationToken cancellation) =>
        await store.FindTaskAsync(new TaskKey(ns, task), cancellation) is { } manifest
            ? Answers.Tagged(http, manifest, CartelJson.Default.TaskManifest)
            : Answers.NoTask(task);

    private static async Task<IResult> PutAsync(string ns, string task, HttpContext http, IMetadataStore store, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.TaskManifest, Unknown.Refused);
        if (!body.TryGet(out var manifest, out var refusal)) return Answers.Refuse(refusal);
        if (TaskRules.Check(manifest, task) is { } flaw) return Answers.Refuse(flaw);

        var key = new TaskKey(ns, task);
        while (true)
        {
            var standing = await store.FindTaskAsync(key, cancellation);
            if (CheckPut(http, standing, manifest) is { } contradiction) return Answers.Refuse(contradiction);

            switch (await store.PutTaskAsync(key, manifest, standing, cancellation))
            {
                case TaskWrite.Created: return Answers.Tagged(http, manifest, CartelJson.Default.TaskManifest, StatusCodes.Status201Created);
                case TaskWrite.InUse: return Answers.Refuse(Refusals.TaskInUse, $"Agents work on “{task}” with another schema: remove them first, or take another name.");
                // Somebody was faster: decide again on what stands now.
                case TaskWrite.Overtaken: continue;
                default: return Answers.Tagged(http, manifest, CartelJson.Default.TaskManifest);
            }
        }
    }

    // Sending what stands already changes nothing, and so needs to name nothing.
    private static Refusal? CheckPut(HttpContext http, TaskManifest? standing, TaskManifest manifest)
    {
        var tag = TagOf(standing);
        return Preconditions.Check(http, tag) ?? (tag is null || tag == TagOf(manifest) ? null : Preconditions.RequireMatch(http, tag));
    }

    private static string? TagOf(TaskManifest? manifest) =>
        manifest is null ? null : ETags.Of(JsonSerializer.SerializeToUtf8Bytes(manifest, CartelJson.Default.TaskManifest));

    private static async Task<IResult> DeleteAsync(string ns, string task, HttpContext http, IMetadataStore store, CancellationToken cancellation)
    {
        var key = new TaskKey(ns, task);
        while (true)
        {
            var isConditional = Preconditions.AreIn(http);
            var standing = isConditional ? await store.FindTaskAsync(key, cancellation) : null;
            if (isConditional && Preconditions.Check(http, TagOf(standing)) is { } contradiction) return Answers.Refuse(contradiction);

            switch (await store.RemoveTaskAsync(key, standing, cancellation))
            {
                case TaskRemoval.Removed: return Results.NoContent();
                case TaskRemoval.InUse: return Answers.Refuse(Refusals.TaskInUse, $"Agents work on “{task}”: remove them first.");
                // Somebody was faster: decide again on what stands now.
                case TaskRemoval.Overtaken: continue;
                default: return Answers.NoTask(task);
            }
        }
    }
}
