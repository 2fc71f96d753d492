using System.Diagnostics.Metrics;
using Cartel.Protocol;
using Cartel.Registry.Api;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;

namespace Cartel.Registry.Telemetry;

/// <summary>Tells what there is: agents by their lease, as this replica knows them, and, looked up every 10 s, how many events there were.</summary>
internal sealed class FleetSampler : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly ReplicaStore _store;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<Measurement<long>> _events = [];

    public FleetSampler(ReplicaStore store, TimeProvider time, RegistryMeter meter)
    {
        (_store, _time) = (store, time);
        meter.Meter.CreateObservableGauge("cartel.agents", CountByLiveness, "{agent}", "Agents by their lease: online, late for up to ten leases, offline.");
        meter.Meter.CreateObservableGauge("cartel.fleet.size", CountAgents, "{agent}", "Agents that this replica holds in memory.");
        meter.Meter.CreateObservableGauge("cartel.feed.age", Ages, "s", "How long ago this replica was level with the store.");
        meter.Meter.CreateObservableCounter("cartel.events", () => _events, "{event}", "Events ever written to a namespace's log.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            do await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The registry stops.
        }
    }

    /// <summary>One look; what is unknown is not told.</summary>
    internal async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var events = new List<Measurement<long>>();
            foreach (var ns in (await _store.TaskKeysAsync(stopping)).Select(static task => task.Namespace).Distinct())
                events.Add(new((await _store.EventsAsync(ns, 0, 1, stopping)).Newest, new KeyValuePair<string, object?>("namespace", ns)));
            _events = events;
        }
        catch (StoreUnavailableException)
        {
            _events = [];
        }
    }

    private IEnumerable<Measurement<long>> CountByLiveness()
    {
        var now = _time.GetUtcNow();
        foreach (var replica in _store.Replicas)
        {
            var counts = new long[Enum.GetValues<AgentLiveness>().Length];
            foreach (var agent in replica.Table.Agents) counts[(int)AgentViews.LivenessOf(agent, now)]++;
            for (var liveness = AgentLiveness.Online; (int)liveness < counts.Length; liveness++)
                yield return new(counts[(int)liveness], [.. Of(replica.Task), new("liveness", AgentViews.WordOf(liveness))]);
        }
    }

    private IEnumerable<Measurement<long>> CountAgents() =>
        _store.Replicas.Select(static replica => new Measurement<long>(replica.Table.Agents.Count, Of(replica.Task)));

    private IEnumerable<Measurement<double>> Ages() =>
        from replica in _store.Replicas let age = replica.Age where age is not null select new Measurement<double>(age.GetValueOrDefault().TotalSeconds, Of(replica.Task));

    private static KeyValuePair<string, object?>[] Of(TaskKey task) => [new("namespace", task.Namespace), new("task", task.Task)];
}
