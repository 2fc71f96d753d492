using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/vitals</c>: what an agent takes of its device, and how near its detectors are to a signal.</summary>
internal static class VitalsApi
{
    public static void MapVitals(this RouteGroupBuilder routes)
    {
        routes.MapGet("/tasks/{task}/agents/{agent}/vitals", GetAsync).Produces<AgentVitals>().Produces(204).Refuses(400, 404);
        routes.MapPut("/tasks/{task}/agents/{agent}/vitals", PutAsync).Accepts<AgentVitals>("application/json").Produces(204).Refuses(400, 404, 413);
    }

    private static async Task<IResult> GetAsync(string ns, string task, string agent, IMetadataStore store, CancellationToken cancellation)
    {
        var key = new TaskKey(ns, task).Agent(agent);
        if (await store.FindVitalsAsync(key, cancellation) is { } vitals) return Answers.Json(vitals, CartelJson.Default.AgentVitals);

        return await store.FindAgentAsync(key, cancellation) is null ? Answers.NoAgent(agent) : Results.NoContent();
    }

    private static async Task<IResult> PutAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.AgentVitals);
        if (!body.TryGet(out var vitals, out var refusal)) return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task).Agent(agent);
        if (await store.FindTaskAsync(key.Task, cancellation) is not { } manifest) return Answers.NoTask(task);
        if (VitalsRules.Check(vitals, manifest.Schema.Classes.Count) is { } flaw) return Answers.Refuse(flaw);

        return await store.PutVitalsAsync(key, vitals with { At = time.GetUtcNow() }, cancellation) ? Results.NoContent() : Answers.NoAgent(agent);
    }
}
