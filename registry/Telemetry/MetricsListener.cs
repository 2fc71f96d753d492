using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Cartel.Registry.Telemetry;

/// <summary>Listens to the meters of this registry, of the web server and of the runtime, and keeps what <c>/metrics</c> tells.</summary>
internal sealed class MetricsListener : IDisposable
{
    // Which instruments of the framework are told, and by which of their tags. Of ours: all.
    private static readonly Dictionary<string, string[]> Wanted = new()
    {
        ["http.server.request.duration"] = ["http.request.method", "http.route", "http.response.status_code"],
        ["http.server.active_requests"] = [],
        ["kestrel.active_connections"] = [],
        ["kestrel.queued_connections"] = [],
        ["kestrel.rejected_connections"] = [],
        ["dotnet.gc.collections"] = ["gc.heap.generation"],
        ["dotnet.gc.pause.time"] = [],
        ["dotnet.gc.heap.total_allocated"] = [],
        ["dotnet.gc.last_collection.heap.size"] = ["gc.heap.generation"],
        ["dotnet.thread_pool.thread.count"] = [],
        ["dotnet.thread_pool.queue.length"] = [],
        ["dotnet.monitor.lock_contentions"] = [],
    };

    private static readonly Dictionary<string, string[]> Ours = new()
    {
        ["cartel.publications"] = ["outcome"],
        ["cartel.transfers"] = ["state"],
        ["cartel.parts.size"] = ["direction"],
        ["cartel.store.duration"] = ["engine"],
        ["cartel.store.errors"] = ["engine"],
        ["cartel.agents"] = ["namespace", "task", "liveness"],
        ["cartel.fleet.size"] = ["namespace", "task"],
        ["cartel.feed.age"] = ["namespace", "task"],
        ["cartel.events"] = ["namespace"],
    };

    private readonly ConcurrentDictionary<Instrument, Metric> _metrics = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">The registry's own: those of other registries in the process have others.</param>
    public MetricsListener(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (LabelsOf(instrument, meters) is { } labels) listener.EnableMeasurementEvents(instrument, _metrics.GetOrAdd(instrument, static (one, names) => new Metric(one, names), labels));
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, metric) => ((Metric)metric!).Take(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, metric) => ((Metric)metric!).Take(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, metric) => ((Metric)metric!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>All metrics as they are now, in name order.</summary>
    public string Read()
    {
        // Two who ask at once would mix what is looked at for them.
        lock (_reading)
        {
            foreach (var metric in _metrics.Values.Where(static one => one.IsObserved)) metric.Clear();
            _listener.RecordObservableInstruments();
            return PrometheusText.Write(_metrics.Values.OrderBy(static metric => metric.Name, StringComparer.Ordinal));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static string[]? LabelsOf(Instrument instrument, IMeterFactory meters)
    {
        // The runtime's meter belongs to the whole process, all others to one host.
        if (instrument.Meter.Scope is not null && instrument.Meter.Scope != meters) return null;
        if (instrument.Meter.Name == RegistryMeter.Name) return Ours[instrument.Name];

        return Wanted.GetValueOrDefault(instrument.Name);
    }
}
