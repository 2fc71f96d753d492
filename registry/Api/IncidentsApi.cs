using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/incidents</c>: the same change at many agents at once, from the event log.</summary>
/// <remarks>The latest events are looked at, so many at most.</remarks>
internal static class IncidentsApi
{
    private const int MostEvents = 20_000;
    private const int Stretch = 1_000;
    private const int MostItems = 1_000;
    private const int DefaultItems = 100;
    private const int MostNamed = 20;
    public const int LongestWindowSeconds = 86_400;
    public const int MostAgents = 100_000;

    public static void MapIncidents(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/incidents", GetAsync).Produces<IncidentList>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(
        string ns, string task, double? windowSeconds, int? leastAgents, int? limit, IMetadataStore store, CancellationToken cancellation)
    {
        if (windowSeconds is not (null or (>= 1 and <= LongestWindowSeconds)))
            return Answers.Refuse(Refusals.InvalidQuery, $"windowSeconds is {windowSeconds}; 1 to {LongestWindowSeconds} is allowed.");
        if (leastAgents is < 1 or > MostAgents) return Answers.Refuse(Refusals.InvalidQuery, $"leastAgents is {leastAgents}; 1 to {MostAgents} is allowed.");
        if (limit is < 1 or > MostItems) return Answers.Refuse(Refusals.InvalidQuery, $"limit is {limit}; 1 to {MostItems} is allowed.");
        if (await store.FindTaskAsync(new TaskKey(ns, task), cancellation) is null) return Answers.NoTask(task);

        var (signals, complete) = await SignalsAsync(store, ns, task, cancellation);
        var window = windowSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : IncidentGrouping.DefaultWindow;
        var incidents = new IncidentGrouping(window, leastAgents ?? IncidentGrouping.DefaultLeastAgents).Find(signals);
        return Answers.Json(new IncidentList([.. incidents.Take(limit ?? DefaultItems).Select(View)], complete), CartelJson.Default.IncidentList);
    }

    private static async Task<(List<FleetSignal> Signals, bool Complete)> SignalsAsync(IMetadataStore store, string ns, string task, CancellationToken cancellation)
    {
        var signals = new List<FleetSignal>();
        var at = await store.EventTailAsync(ns, MostEvents, cancellation);
        var complete = at == 0;
        for (var seen = 0; seen < MostEvents; seen += Stretch)
        {
            var page = await store.EventsAsync(ns, at, Stretch, cancellation);
            foreach (var happened in page.Items)
            {
                if (EventId.TryParse(happened.Id, out var id)) at = id.Number;
                if (happened.Task == task && happened.Kind is EventKinds.Drift or EventKinds.Novelty)
                    signals.Add(new FleetSignal(happened.At, happened.Agent, happened.Kind, happened.Classes ?? []));
            }

            if (page.Items.Count < Stretch) break;
        }

        return (signals, complete);
    }

    private static FleetIncident View(Incident incident) => new(
        incident.Kind == EventKinds.Drift ? TriggerKind.Drift : TriggerKind.Novelty, incident.Classes, incident.From, incident.To,
        incident.Agents.Count, incident.Signals, [.. incident.Agents.Take(MostNamed)]);
}
