using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/signals</c>: what agents' monitors saw.</summary>
internal static class SignalsApi
{
    public static void MapSignals(this RouteGroupBuilder routes) =>
        routes.MapPost("/tasks/{task}/agents/{agent}/signals", PostAsync).Accepts<AgentSignal>("application/json")
            .Produces(204).Refuses(400, 404, 413, 422);

    private static async Task<IResult> PostAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.AgentSignal);
        if (!body.TryGet(out var signal, out var refusal)) return Answers.Refuse(refusal);

        var now = time.GetUtcNow();
        var key = new TaskKey(ns, task).Agent(agent);
        var header = IdempotencyKeys.Read(http, $"signal/{agent}", signal, CartelJson.Default.AgentSignal, now);
        if (!header.TryGet(out var idempotency, out var missing)) return Answers.Refuse(missing);
        if (signal.Sample < 0) return Answers.Refuse(Refusals.NegativeCount, $"sample is {signal.Sample}.");
        if (await store.FindTaskAsync(key.Task, cancellation) is not { } manifest) return Answers.NoTask(task);
        if (TransferRules.CheckClasses(signal.Classes, "classes", manifest.Schema.Classes.Count, least: 0) is { } flaw) return Answers.Refuse(flaw);
        if (await store.FindAgentAsync(key, cancellation) is null) return Answers.NoAgent(agent);

        var happened = EventTexts.Signal(key, signal.Kind, signal.Sample, signal.Classes, manifest.Schema.Classes, now);
        var outcome = await store.SignalAsync(key.Task, idempotency, happened, cancellation);
        if (outcome is IdempotencyOutcome.Conflict) return IdempotencyKeys.Conflict(idempotency);
        if (outcome is IdempotencyOutcome.Replayed) IdempotencyKeys.MarkReplayed(http);
        return Results.NoContent();
    }
}
