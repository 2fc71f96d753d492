using Cartel.Registry.Broker;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Hosting;

/// <summary>Looks at leases and deadlines, at a steady pace: who is lost, which transfer has expired, how large the fleet is.</summary>
/// <remarks>After a start, and after a time without a store, agents get a while to be heard before they count as lost:
/// the silence may have been the registry's own.</remarks>
internal sealed class Sweep(
    IMetadataStore store, IPartStore parts, Bells bells, FleetPace pace, RegistryOptions options, TimeProvider time, RegistryMeter meter, ILogger<Sweep> log)
    : BackgroundService
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(10);

    private DateTimeOffset? _reachableSince;
    private bool _lost;
    private DateTimeOffset _tidyAt = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Sweep, time);
        try
        {
            do await SweepSafelyAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The registry stops.
        }
    }

    private async Task SweepSafelyAsync(CancellationToken stopping)
    {
        bells.RingAll();
        try
        {
            await SweepAsync(stopping);
        }
        catch (StoreUnavailableException cause)
        {
            if (!_lost) Log.StoreLost(log, cause.Message);
            (_lost, _reachableSince) = (true, null);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // One bad record must not end the sweep for all the others.
            Log.SweepFailed(log, cause);
        }
    }

    /// <summary>One look, without a safety net.</summary>
    internal async Task SweepAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var tasks = await store.TaskKeysAsync(stopping);
        if (_lost) Log.StoreBack(log);
        (_lost, _reachableSince) = (false, _reachableSince ?? now);

        var agents = 0;
        foreach (var task in tasks)
        {
            await store.DeliverAsync(task, stopping);
            await MarkLostAsync(task, now, stopping);
            await ExpireAsync(task, now, stopping);
            agents += await store.CountLeasesAsync(task, stopping);
        }

        pace.Agents = agents;
        if (now >= _tidyAt) await TidyAsync(tasks, now, stopping);
    }

    private async Task MarkLostAsync(TaskKey task, DateTimeOffset now, CancellationToken stopping)
    {
        if (now - _reachableSince < options.Lease) return;

        foreach (var lapse in await store.LapsedAsync(task, now, stopping))
        {
            var agent = task.Agent(lapse.Agent);
            if (await store.MarkLostAsync(agent, lapse, EventTexts.Lost(agent, lapse.Until, now), stopping))
                Log.AgentLost(log, lapse.Agent, task.Task, lapse.Until);
        }
    }

    private async Task ExpireAsync(TaskKey task, DateTimeOffset now, CancellationToken stopping)
    {
        if (now - _reachableSince < Deadlines.Of(Protocol.TransferState.Offered)) return;

        foreach (var stored in await store.OpenTransfersAsync(task, stopping))
        {
            if (stored.Transfer.Deadline > now) continue;
            if (!await store.ReplaceTransferAsync(task, TransferMoves.Expire(stored, now), stopping)) continue;

            meter.Moved(Protocol.TransferState.Expired);
            Log.TransferExpired(log, stored.Transfer.Id, Words.Of(stored.Transfer.State));
        }
    }

    private async Task<IReadOnlySet<PartKey>> ZooPartsAsync(IReadOnlyList<TaskKey> tasks, CancellationToken stopping)
    {
        var kept = new HashSet<PartKey>();
        foreach (var task in tasks)
        {
            foreach (var entry in await store.ZooAsync(task, stopping)) kept.UnionWith(entry.Parts.Select(part => new PartKey(task.Namespace, part.Sha256)));
        }

        return kept;
    }

    private async Task TidyAsync(IReadOnlyList<TaskKey> tasks, DateTimeOffset now, CancellationToken stopping)
    {
        _tidyAt = now + TidyEvery;
        foreach (var task in tasks) await store.TidyAsync(task, now, stopping);
        await parts.TidyAsync(await ZooPartsAsync(tasks, stopping), stopping);
    }
}
