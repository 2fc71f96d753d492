using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/signals</c>: what agents' monitors saw; <c>/tasks/{task}/signals</c>: what all of them saw, and what came of it.</summary>
internal static class SignalsApi
{
    public const string Adopted = "transfer.adopted";
    public const string RolledBack = "transfer.rolled-back";

    /// <summary>The most signals of an answer.</summary>
    public const int MostItems = 5_000;

    private const int DefaultItems = 1_000;

    /// <summary>Whether an event is a drift, a novelty, or the end of what was merged.</summary>
    public static bool IsSignal(CartelEvent happened) => happened.Kind is EventKinds.Drift or EventKinds.Novelty or Adopted or RolledBack;

    public static void MapSignals(this RouteGroupBuilder routes)
    {
        routes.MapPost("/tasks/{task}/agents/{agent}/signals", PostAsync).Accepts<AgentSignal>("application/json")
            .Produces(204).Refuses(400, 404, 413, 422);
        routes.MapGet("/tasks/{task}/signals", ListAsync).Produces<SignalList>().Refuses(400, 404);
    }

    private static async Task<IResult> ListAsync(
        string ns, string task, string? from, string? to, int? limit, IMetadataStore store, RecentEvents events, CancellationToken cancellation)
    {
        if (limit is < 1 or > MostItems) return Answers.Refuse(Refusals.InvalidQuery, $"limit is {limit}; 1 to {MostItems} is allowed.");
        if (!HistoryQuery.Read(null, from, to, null).TryGet(out var query, out var refusal)) return Answers.Refuse(refusal);
        if (await store.FindTaskAsync(new TaskKey(ns, task), cancellation) is null) return Answers.NoTask(task);

        var kept = await events.ReadAsync(ns, cancellation);
        var signals = kept.Where(happened => happened.Task == task && query.Marks(happened)).ToList();
        var most = limit ?? DefaultItems;
        return Answers.Json(new SignalList([.. signals.TakeLast(most)], signals.Count <= most && kept.Count < Keep.Events), CartelJson.Default.SignalList);
    }

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
