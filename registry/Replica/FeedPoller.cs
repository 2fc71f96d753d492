using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>Keeps a replica up to date with a store that others write to as well: reads every task at the start, and follows its feed.</summary>
internal sealed class FeedPoller(ReplicaStore store, TimeProvider time, ILogger<FeedPoller> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private const int RoundsBetweenLooksForTasks = 20;
    private const int LargeFleet = 10_000;

    private long _collectedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!store.IsShared) return;

        using var timer = new PeriodicTimer(Every, time);
        try
        {
            var rounds = 0;
            do
            {
                if (rounds == 0) rounds = await SafelyAsync(LookForTasksAsync(stoppingToken)) ? RoundsBetweenLooksForTasks : 1;
                rounds--;
                foreach (var replica in store.Replicas) await SafelyAsync(replica.FollowAsync(stoppingToken));
                CollectSometimes();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The registry stops.
        }
    }

    private async Task LookForTasksAsync(CancellationToken stopping)
    {
        var before = Agents();
        await store.LoadAsync(stopping);
        // To read a large fleet at once leaves more behind than the fleet itself takes.
        if (Agents() - before > LargeFleet) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
    }

    // The collector waits until the heap has grown by half, which with a large fleet is hundreds of megabytes of former profiles.
    private void CollectSometimes()
    {
        var replacements = store.Replicas.Sum(static replica => replica.Table.Replacements);
        if (Math.Abs(replacements - _collectedAt) < Math.Max(LargeFleet, Agents() / 4)) return;

        _collectedAt = replacements;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

    private int Agents() => store.Replicas.Sum(static replica => replica.Table.Agents.Count);

    // Who needs what could not be read hears of it; the sweep logs it.
    private async Task<bool> SafelyAsync(Task step)
    {
        try
        {
            await step;
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // One bad record must not end the registry.
            Log.FeedFailed(log, cause);
            return false;
        }
    }
}
