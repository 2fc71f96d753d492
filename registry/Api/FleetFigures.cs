using System.Collections.Concurrent;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>Counts a task's fleet, at most once in a while however many ask.</summary>
internal sealed class FleetFigures(ReplicaStore store, RecentEvents events, TimeProvider time) : IDisposable
{
    /// <summary>How long figures stand.</summary>
    public static readonly TimeSpan Stands = TimeSpan.FromSeconds(2);

    private const int MostTasks = 100;
    private const int Stretch = 1_000;

    private readonly ConcurrentDictionary<TaskKey, FleetSummary> _known = new();
    private readonly SemaphoreSlim _one = new(1);

    public async Task<FleetSummary> CountAsync(TaskKey task, TaskManifest manifest, double stepSeconds, CancellationToken cancellation)
    {
        var known = Known(task) ?? await OneAtATimeAsync(task, manifest, cancellation);
        return known with { StepSeconds = stepSeconds, Signals = Steps(await events.ReadAsync(task.Namespace, cancellation), task.Task, stepSeconds) };
    }

    public void Dispose() => _one.Dispose();

    private FleetSummary? Known(TaskKey task) => _known.TryGetValue(task, out var known) && time.GetUtcNow() - known.At < Stands ? known : null;

    private async Task<FleetSummary> OneAtATimeAsync(TaskKey task, TaskManifest manifest, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (Known(task) is { } found) return found;

            if (_known.Count >= MostTasks) _known.Clear();
            return _known[task] = await FreshAsync(task, manifest, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<FleetSummary> FreshAsync(TaskKey task, TaskManifest manifest, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var agents = await store.AgentsAsync(task, cancellation);
        var liveness = new int[Enum.GetValues<AgentLiveness>().Length];
        var samples = 0L;
        foreach (var agent in agents)
        {
            liveness[(int)AgentViews.LivenessOf(agent, now)]++;
            samples += agent.Status?.SampleCount ?? 0;
        }

        var (transfers, fetched) = await TransfersAsync(task, cancellation);
        var perSample = manifest.Schema.Features.Sum(static feature => feature.Kind is FeatureKind.Nominal ? 2L : 4L) + 2;
        var centralized = samples > long.MaxValue / perSample ? long.MaxValue : samples * perSample;
        return new FleetSummary(
            now, new AgentTally(liveness[0], liveness[1], liveness[2]), samples, transfers, new BytesTally(fetched, centralized, perSample), StepSeconds: 0, Signals: []);
    }

    private async Task<(TransferTally Tally, long Fetched)> TransfersAsync(TaskKey task, CancellationToken cancellation)
    {
        var counts = new int[Enum.GetValues<TransferState>().Length];
        var fetched = 0L;
        string? after = null;
        while (true)
        {
            var stretch = await store.TransfersAsync(task, after, Stretch, cancellation);
            foreach (var transfer in stretch)
            {
                counts[(int)transfer.State]++;
                fetched += transfer.Receipt?.BytesFetched ?? 0;
            }

            if (stretch.Count < Stretch) break;

            after = stretch[^1].Id;
        }

        int Of(TransferState state) => counts[(int)state];
        return (new TransferTally(
            counts.Take((int)TransferState.Adopted).Sum(), Of(TransferState.Adopted), Of(TransferState.Rejected), Of(TransferState.RolledBack),
            Of(TransferState.Expired), Of(TransferState.Failed)), fetched);
    }

    private static SignalStep[] Steps(IReadOnlyList<CartelEvent> events, string task, double stepSeconds)
    {
        var step = TimeSpan.FromSeconds(stepSeconds).Ticks;
        return
        [
            .. events.Where(happened => happened.Task == task && SignalsApi.IsSignal(happened))
                .GroupBy(happened => happened.At.UtcTicks / step)
                .Select(group => new SignalStep(
                    new DateTimeOffset(group.Key * step, TimeSpan.Zero), Count(group, EventKinds.Drift), Count(group, EventKinds.Novelty),
                    Count(group, SignalsApi.Adopted), Count(group, SignalsApi.RolledBack)))
                .OrderBy(static one => one.At),
        ];
    }

    private static int Count(IEnumerable<CartelEvent> events, string kind) => events.Count(happened => happened.Kind == kind);
}
