using System.Collections.Concurrent;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>The event logs that somebody looks at, in memory: each look reads only what is new.</summary>
internal sealed class RecentEvents(IMetadataStore store) : IDisposable
{
    private const int Stretch = 1_000;
    private const int MostNamespaces = 20;

    private readonly ConcurrentDictionary<string, Log> _logs = new(StringComparer.Ordinal);

    /// <summary>All events of a namespace that are kept, oldest first.</summary>
    public Task<IReadOnlyList<CartelEvent>> ReadAsync(string ns, CancellationToken cancellation)
    {
        // Those that are dropped are still being read by others, and hold nothing but memory.
        if (_logs.Count >= MostNamespaces && !_logs.ContainsKey(ns)) _logs.Clear();
        return _logs.GetOrAdd(ns, static _ => new Log()).ReadAsync(store, ns, cancellation);
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values) log.Dispose();
    }

    private sealed class Log : IDisposable
    {
        private readonly SemaphoreSlim _one = new(1);
        private IReadOnlyList<CartelEvent> _events = [];
        private string _epoch = "";
        private long _last;

        public async Task<IReadOnlyList<CartelEvent>> ReadAsync(IMetadataStore store, string ns, CancellationToken cancellation)
        {
            await _one.WaitAsync(cancellation);
            try
            {
                var fresh = new List<CartelEvent>();
                while (true)
                {
                    var page = await store.EventsAsync(ns, _last, Stretch, cancellation);
                    if (page.Epoch != _epoch || _last > page.Newest || (_last > 0 && _last < page.Oldest - 1))
                    {
                        fresh.Clear();
                        var began = _epoch.Length == 0 && _last == 0;
                        (_events, _epoch, _last) = ([], page.Epoch, 0);
                        if (!began) continue;
                    }

                    fresh.AddRange(page.Items);
                    if (page.Items.Count > 0 && EventId.TryParse(page.Items[^1].Id, out var id)) _last = id.Number;
                    if (page.Items.Count < Stretch) break;
                }

                // Whoever holds the former list may still read it.
                if (fresh.Count > 0) _events = [.. _events.Concat(fresh).TakeLast(Keep.Events)];
                return _events;
            }
            finally
            {
                _one.Release();
            }
        }

        public void Dispose() => _one.Dispose();
    }
}
