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
        routes.MapPut("/tasks/{task}", PutAsync).Accepts<TaskManifest>("application/json").Produces<TaskManifest>().Produces<TaskManifest>(201).Refuses(400, 409, 413);
        routes.MapDelete("/tasks/{task}", DeleteAsync).Produces(204).Refuses(404, 409);
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
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.TaskManifest);
        if (!body.TryGet(out var manifest, out var refusal)) return Answers.Refuse(refusal);
        if (TaskRules.Check(manifest, task) is { } flaw) return Answers.Refuse(flaw);

        return await store.PutTaskAsync(new TaskKey(ns, task), manifest, cancellation) switch
        {
            TaskWrite.Created => Answers.Tagged(http, manifest, CartelJson.Default.TaskManifest, StatusCodes.Status201Created),
            TaskWrite.InUse => Answers.Refuse(Refusals.TaskInUse, $"Agents work on “{task}” with another schema: remove them first, or take another name."),
            _ => Answers.Tagged(http, manifest, CartelJson.Default.TaskManifest),
        };
    }

    private static async Task<IResult> DeleteAsync(string ns, string task, IMetadataStore store, CancellationToken cancellation) =>
        await store.RemoveTaskAsync(new TaskKey(ns, task), cancellation) switch
        {
            TaskRemoval.Removed => Results.NoContent(),
            TaskRemoval.InUse => Answers.Refuse(Refusals.TaskInUse, $"Agents work on “{task}”: remove them first."),
            _ => Answers.NoTask(task),
        };
}
