using System.Collections.Concurrent;
using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>Finds a task's clusters, at most once in a while however many ask.</summary>
internal sealed class ClusterFinder(FleetReader fleets, TimeProvider time) : IDisposable
{
    /// <summary>How long an answer stands: to find it takes seconds for 100,000 agents.</summary>
    public static readonly TimeSpan Stands = TimeSpan.FromSeconds(15);

    private const int MostTasks = 100;

    private readonly ConcurrentDictionary<TaskKey, ClusterList> _known = new();
    private readonly SemaphoreSlim _one = new(1);

    public async Task<ClusterList> FindAsync(TaskKey task, CancellationToken cancellation)
    {
        if (Known(task) is { } fresh) return fresh;

        await _one.WaitAsync(cancellation);
        try
        {
            if (Known(task) is { } found) return found;

            var fleet = await fleets.ReadAsync(task, cancellation);
            if (_known.Count >= MostTasks) _known.Clear();
            return _known[task] = await Task.Run(() => Find(fleet), cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private ClusterList? Known(TaskKey task) =>
        _known.TryGetValue(task, out var known) && time.GetUtcNow() - known.At < Stands ? known : null;

    private ClusterList Find(Fleet fleet)
    {
        (string Name, IReadOnlyList<long> Counts)[] agents =
        [
            .. fleet.Agents.Where(static agent => agent.Document is { } document && document.Numbers.ClassCounts.Any(static count => count > 0))
                .Select(static agent => (agent.Name, (IReadOnlyList<long>)agent.Document!.Numbers.ClassCounts)),
        ];
        var clusters = AgentClusters.Find([.. agents.Select(static agent => agent.Counts)]);
        return new ClusterList(time.GetUtcNow(), agents.Length,
        [
            .. clusters.Select(cluster => new AgentGroup(
                agents[cluster.Exemplar].Name, cluster.Members.Count, [.. cluster.ClassPrior.Select(static share => Math.Round(share, 6))],
                [.. cluster.Members.Select(i => agents[i].Name)])),
        ]);
    }
}
