using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>What does not answer: all of a single Redis, or some masters of a cluster, so that what lies on the others is served.</summary>
/// <remarks>Thread-safe. Who holds what is as the cluster said when the last client was made, which every failure brings about.</remarks>
internal sealed class RedisOutages(TimeProvider time)
{
    // Every task is looked at once a second: a node of which nothing was heard for longer holds nothing any more.
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Outage> _nodes = new(StringComparer.Ordinal);
    private readonly (string Name, Outage Outage) _whole = ("", new Outage(time));
    private volatile ClusterConfiguration? _cluster;

    /// <summary>Which nodes of a cluster have not answered lately, with the reason; null: none.</summary>
    public string? Trouble
    {
        get
        {
            var reasons = _nodes.Where(one => one.Value.HasFailedSince(time.GetUtcNow() - Lately))
                .Select(static one => $"Redis at {one.Key} does not answer: {one.Value.Reason}").Order(StringComparer.Ordinal).ToList();
            return reasons.Count > 0 ? string.Join("; ", reasons) : null;
        }
    }

    /// <summary>The node that holds a key, by its name (empty: there is but one), and whether it is down.</summary>
    public (string Name, Outage Outage) NodeOf(RedisKey key) =>
        _cluster?.GetBySlot(key)?.EndPoint?.ToString() is { } node ? (node, _nodes.GetOrAdd(node, static (_, clock) => new Outage(clock), time)) : _whole;

    /// <summary>Takes in who holds what, if that is a cluster.</summary>
    public void See(ConnectionMultiplexer connection) =>
        _cluster = connection.GetEndPoints().Select(node => connection.GetServer(node).ClusterConfiguration).FirstOrDefault(static one => one is not null);
}
