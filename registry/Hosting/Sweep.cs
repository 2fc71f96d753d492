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

    // Tasks on a node of a cluster that was down once, and since when it is up again.
    private readonly Dictionary<TaskKey, DateTimeOffset?> _missed = [];
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
            if (_lost) Log.StoreBack(log);
            _lost = false;
        }
        catch (StoreUnavailableException cause)
        {
            if (!_lost) Log.StoreLost(log, cause.Message);
            _lost = true;
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // One bad record must not end the sweep for all the others.
            Log.SweepFailed(log, cause);
        }
    }

    /// <summary>One look, without a safety net.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer, or not for some tasks; the others were looked at.</exception>
    internal async Task SweepAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var tasks = await TaskKeysAsync(stopping);
        _reachableSince ??= now;
        var (agents, isTidy, outage) = (0, now >= _tidyAt, (StoreUnavailableException?)null);
        foreach (var task in tasks)
        {
            try
            {
                agents += await SweepAsync(task, now, isTidy, stopping);
            }
            catch (StoreUnavailableException cause)
            {
                // What lies on the other nodes goes on.
                _missed[task] = null;
                outage = cause;
            }
        }

        pace.Agents = outage is null ? agents : Math.Max(agents, pace.Agents);
        if (isTidy) _tidyAt = now + TidyEvery;
        if (outage is not null) throw outage;
        if (isTidy) await parts.TidyAsync(await ZooPartsAsync(tasks, stopping), stopping);
    }

    private async Task<IReadOnlyList<TaskKey>> TaskKeysAsync(CancellationToken stopping)
    {
        try
        {
            return await store.TaskKeysAsync(stopping);
        }
        catch (StoreUnavailableException)
        {
            _reachableSince = null;
            throw;
        }
    }

    private async Task<int> SweepAsync(TaskKey task, DateTimeOffset now, bool isTidy, CancellationToken stopping)
    {
        var since = _missed.TryGetValue(task, out var back) ? (_missed[task] = back ?? now).Value : _reachableSince!.Value;
        if (now - since >= options.Lease) await MarkLostAsync(task, now, stopping);
        if (now - since >= Deadlines.Of(Protocol.TransferState.Offered)) await ExpireAsync(task, now, stopping);
        if (isTidy) await store.TidyAsync(task, now, stopping);
        var agents = await store.CountLeasesAsync(task, stopping);
        await store.DeliverAsync(task, stopping);
        return agents;
    }

    private async Task MarkLostAsync(TaskKey task, DateTimeOffset now, CancellationToken stopping)
    {
        foreach (var lapse in await store.LapsedAsync(task, now, stopping))
        {
            var agent = task.Agent(lapse.Agent);
            if (await store.MarkLostAsync(agent, lapse, EventTexts.Lost(agent, lapse.Until, now), stopping))
                Log.AgentLost(log, lapse.Agent, task.Task, lapse.Until);
        }
    }

    private async Task ExpireAsync(TaskKey task, DateTimeOffset now, CancellationToken stopping)
    {
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
}
