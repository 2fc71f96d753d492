using System.Diagnostics;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Telemetry;

/// <summary>Carries the trace of a request for help to the donors whom it asks (W3C Trace Context).</summary>
internal static class TraceParents
{
    /// <summary>The trace of the request under way; null where neither its sender nor this registry records one.</summary>
    public static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Tells each request for a part in whose trace it is made.</summary>
    public static async Task<IReadOnlyList<PartRequest>> JoinAsync(
        IReadOnlyList<PartRequest> items, TaskKey task, IMetadataStore store, CancellationToken cancellation)
    {
        if (items.Count == 0) return items;

        var traces = new Dictionary<string, string?>();
        foreach (var id in items.Select(static item => item.TransferId).Distinct())
            traces[id] = (await store.FindTransferAsync(task, id, cancellation))?.Transfer.TraceParent;
        return traces.Values.All(static trace => trace is null) ? items : [.. items.Select(item => item with { TraceParent = traces[item.TransferId] })];
    }
}
