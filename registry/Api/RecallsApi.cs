using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>POST …/recall</c>: an operator withdraws parts. It needs no <c>Idempotency-Key</c>: repeating it changes nothing.</summary>
internal static class RecallsApi
{
    private const int Stretch = 1_000;

    public static void MapRecalls(this RouteGroupBuilder routes)
    {
        routes.MapPost("/parts/{sha256}/recall", PartAsync).Accepts<RecallOrder>("application/json")
            .Produces<RecallReceipt>().Refuses(400, 413);
        routes.MapPost("/tasks/{task}/agents/{agent}/recall", AgentAsync).Accepts<RecallOrder>("application/json")
            .Produces<RecallReceipt>().Refuses(400, 404, 413);
    }

    private static async Task<IResult> PartAsync(
        string ns, string sha256, HttpContext http, IMetadataStore store, IPartStore files, TimeProvider time, CancellationToken cancellation)
    {
        if (!PartRules.IsHash(sha256)) return PartsApi.NoHash(sha256);
        if (!(await ReadAsync(http)).TryGet(out var order, out var refusal)) return Answers.Refuse(refusal);

        var parts = await WithReplacementsAsync(ns, [sha256], files, cancellation);
        return await WithdrawAsync(ns, parts, EventTexts.Recalled("", "", parts, order.Reason, time.GetUtcNow()), store, files, cancellation);
    }

    private static async Task<IResult> AgentAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, IPartStore files, TimeProvider time, CancellationToken cancellation)
    {
        if (!(await ReadAsync(http)).TryGet(out var order, out var refusal)) return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is null) return Answers.NoTask(task);

        var zoo = await store.ZooAsync(key, cancellation);
        var agents = await store.AgentsAsync(key, cancellation);
        var own = Recalls.PartsOf(agent, agents, await TransfersAsync(store, key, cancellation), zoo);
        var parts = await WithReplacementsAsync(ns, [.. own], files, cancellation);
        // An agent that has been removed may still have parts among others.
        if (parts.Count == 0)
            return agents.Any(one => one.Name == agent) ? Answers.Json(new RecallReceipt([], []), CartelJson.Default.RecallReceipt) : Answers.NoAgent(agent);

        await store.ChangeZooAsync(key, new ZooChange(null, [.. zoo.Where(entry => entry.Donor == agent).Select(static entry => entry.Id)]), cancellation);
        return await WithdrawAsync(ns, parts, EventTexts.Recalled(task, agent, parts, order.Reason, time.GetUtcNow()), store, files, cancellation);
    }

    // What a donor lent in place of an offered part goes with it.
    private static async Task<IReadOnlyList<string>> WithReplacementsAsync(
        string ns, IReadOnlyList<string> parts, IPartStore files, CancellationToken cancellation)
    {
        var relay = await files.LookAsync(ns, [.. parts.Distinct(StringComparer.Ordinal)], cancellation);
        return [.. parts.Concat(parts.Select(relay.Newest)).Distinct(StringComparer.Ordinal)];
    }

    private static async Task<Checked<RecallOrder>> ReadAsync(HttpContext http)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.RecallOrder);
        return body.TryGet(out var order, out _) && Recalls.Check(order) is { } flaw ? flaw : body;
    }

    private static async Task<IResult> WithdrawAsync(
        string ns, IReadOnlyList<string> parts, NewEvent happened, IMetadataStore store, IPartStore files, CancellationToken cancellation)
    {
        await store.RecallAsync(ns, parts, happened.Event.At, happened, cancellation);
        foreach (var part in parts) await files.RemoveAsync(ns, part, cancellation);

        var recalled = parts.ToHashSet(StringComparer.Ordinal);
        var concerned = new List<string>();
        foreach (var task in (await store.TaskKeysAsync(cancellation)).Where(task => task.Namespace == ns))
        {
            concerned.AddRange((await store.AgentsAsync(task, cancellation))
                .Where(agent => Recalls.In(agent.Profile, recalled).Count > 0).Select(static agent => agent.Name));
        }

        return Answers.Json(new RecallReceipt(parts, concerned), CartelJson.Default.RecallReceipt);
    }

    private static async Task<List<Transfer>> TransfersAsync(IMetadataStore store, TaskKey task, CancellationToken cancellation)
    {
        var transfers = new List<Transfer>();
        while (true)
        {
            var stretch = await store.TransfersAsync(task, transfers.Count > 0 ? transfers[^1].Id : null, Stretch, cancellation);
            transfers.AddRange(stretch);
            if (stretch.Count < Stretch) return transfers;
        }
    }
}
