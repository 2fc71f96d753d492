using System.Diagnostics.Metrics;
using Cartel.Registry.Store;

namespace Cartel.Registry.Telemetry;

/// <summary>Looks every 10 s at what only the store knows: how many agents hold a lease, how many events there were.</summary>
internal sealed class FleetSampler : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly IMetadataStore _store;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<Measurement<long>> _agents = [];
    private volatile IReadOnlyList<Measurement<long>> _events = [];

    public FleetSampler(IMetadataStore store, TimeProvider time, RegistryMeter meter)
    {
        (_store, _time) = (store, time);
        meter.Meter.CreateObservableGauge("cartel.agents", () => _agents, "{agent}", "Agents by their lease.");
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
            var tasks = await _store.TaskKeysAsync(stopping);
            var agents = new List<Measurement<long>>();
            foreach (var task in tasks)
                agents.Add(new(await _store.CountLeasesAsync(task, stopping), new("namespace", task.Namespace), new("task", task.Task), new("liveness", "online")));
            var events = new List<Measurement<long>>();
            foreach (var ns in tasks.Select(static task => task.Namespace).Distinct())
                events.Add(new((await _store.EventsAsync(ns, 0, 1, stopping)).Newest, new KeyValuePair<string, object?>("namespace", ns)));
            (_agents, _events) = (agents, events);
        }
        catch (StoreUnavailableException)
        {
            (_agents, _events) = ([], []);
        }
    }
}
