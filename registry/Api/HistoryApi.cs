using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/history</c>: an agent's reports over time, themselves or as metrics in steps.</summary>
internal static class HistoryApi
{
    private const int DefaultPoints = 600;
    private const int Stretch = 1_000;
    private const int MostMarks = 1_000;

    public static void MapHistory(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/agents/{agent}/history", GetAsync).Produces<AgentHistory>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, int? limit, string? metric, string? from, string? to, double? step, IMetadataStore store, CancellationToken cancellation)
    {
        if (limit is < 2 or > Keep.HistoryPoints)
            return Answers.Refuse(Refusals.InvalidQuery, $"limit is {limit}; 2 to {Keep.HistoryPoints} is allowed.");
        if (!HistoryQuery.Read(metric, from, to, step).TryGet(out var query, out var refusal)) return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task).Agent(agent);
        if (await store.FindAgentAsync(key, cancellation) is null) return Answers.NoAgent(agent);

        var points = (await store.HistoryAsync(key, cancellation)).Where(query.Covers).ToList();
        if (query.Metrics.Count == 0)
        {
            var reports = History.Thin(points, limit ?? DefaultPoints).Select(static point => point with { Status = AgentViews.WithoutPrior(point.Status)! });
            return Answers.Json(new AgentHistory(agent, [.. reports]), CartelJson.Default.AgentHistory);
        }

        var marks = query.Metrics.Contains(HistoryQuery.Drift) ? await MarksAsync(key, query, store, cancellation) : null;
        return History.InSteps(agent, points, marks, query).TryGet(out var history, out var tooFine)
            ? Answers.Json(history, CartelJson.Default.AgentHistory)
            : Answers.Refuse(tooFine);
    }

    // The latest, should there be more than anybody can look at.
    private static async Task<IReadOnlyList<HistoryMark>> MarksAsync(AgentKey agent, HistoryQuery query, IMetadataStore store, CancellationToken cancellation)
    {
        var marks = new Queue<HistoryMark>();
        var after = 0L;
        while (true)
        {
            var page = await store.EventsAsync(agent.Task.Namespace, after, Stretch, cancellation);
            foreach (var happened in page.Items.Where(happened => happened.Agent == agent.Agent && happened.Task == agent.Task.Task && query.Marks(happened)))
            {
                marks.Enqueue(new HistoryMark(happened.At, happened.Kind, happened.Sample, happened.Classes));
                if (marks.Count > MostMarks) marks.Dequeue();
            }

            if (page.Items.Count < Stretch || !EventId.TryParse(page.Items[^1].Id, out var last)) return [.. marks];

            after = last.Number;
        }
    }
}
