using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>Keeps a replica up to date with a store that others write to as well: reads every task at the start, and follows its feed.</summary>
internal sealed class FeedPoller(ReplicaStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private const int RoundsBetweenLooksForTasks = 20;

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
        foreach (var task in await store.TaskKeysAsync(stopping)) await store.FindReplicaAsync(task, stopping);
    }

    // Who needs what could not be read hears of it; the sweep logs it.
    private static async Task<bool> SafelyAsync(Task step)
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
    }
}
