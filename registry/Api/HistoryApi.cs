using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/history</c>: an agent's reports over time.</summary>
internal static class HistoryApi
{
    private const int DefaultPoints = 600;

    public static void MapHistory(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/agents/{agent}/history", GetAsync).Produces<AgentHistory>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, int? limit, IMetadataStore store, CancellationToken cancellation)
    {
        if (limit is < 2 or > Keep.HistoryPoints)
            return Answers.Refuse(Refusals.InvalidQuery, $"limit is {limit}; 2 to {Keep.HistoryPoints} is allowed.");

        var key = new TaskKey(ns, task).Agent(agent);
        if (await store.FindAgentAsync(key, cancellation) is null) return Answers.NoAgent(agent);

        var points = await store.HistoryAsync(key, cancellation);
        return Answers.Json(new AgentHistory(agent, Thin(points, limit ?? DefaultPoints)), CartelJson.Default.AgentHistory);
    }

    /// <summary>Evenly spaced points, the first and the last among them.</summary>
    internal static IReadOnlyList<T> Thin<T>(IReadOnlyList<T> points, int most) => points.Count <= most
        ? points
        : [.. Enumerable.Range(0, most).Select(i => points[(int)((long)i * (points.Count - 1) / (most - 1))])];
}
