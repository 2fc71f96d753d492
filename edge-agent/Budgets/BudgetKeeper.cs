using System.Runtime;
using Cartel.Collaboration;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Looks now and then what the agent takes, and has it do without what it can before a budget is spent.</summary>
/// <param name="running">The budgets in force.</param>
/// <param name="resident">Resident memory, in bytes.</param>
/// <param name="disk">The bytes of the state folder.</param>
/// <param name="daily">The bytes of the day.</param>
/// <param name="work">What the background took.</param>
/// <param name="apply">Hears of a change, on any thread.</param>
/// <param name="time">Says when to look.</param>
/// <param name="log">Hears of a change.</param>
internal sealed class BudgetKeeper(
    RunningConfiguration running, Func<long> resident, Func<long> disk, DailyTraffic daily, BackgroundWork work, Func<Economy, Task> apply, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    // Freeing costs processor time; more often it would gain little.
    private const int LooksBetweenFreeing = 30;

    private readonly EconomyRule _rule = new();
    private Economy _now;
    private int _sinceFreed = LooksBetweenFreeing;

    /// <summary>Looks until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await LookAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync()
    {
        var budgets = running.Settings.Budgets;
        var (memory, traffic, onDisk) = (MemoryShare(budgets), TrafficShare(budgets), Share(disk(), budgets.DiskMiB * 1024L * 1024));
        var background = work.Share / (budgets.BackgroundPercent / 100.0);
        var next = _rule.Next(memory, traffic, onDisk, background);
        if (next == _now) return;

        _now = next;
        AgentLog.Economy(log, running.Settings.Name, next, memory, traffic, onDisk, background);
        await apply(next);
    }

    private double MemoryShare(Budgets budgets)
    {
        var most = budgets.MemoryMiB * 1024L * 1024;
        var share = Share(resident(), most);
        if (!EconomyRule.IsScarce(share) || _sinceFreed++ < LooksBetweenFreeing) return share;

        _sinceFreed = 0;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Share(resident(), most);
    }

    private double TrafficShare(Budgets budgets)
    {
        var (up, down) = daily.Today();
        return Math.Max(Share(up, budgets.UpKiBPerDay * 1024), Share(down, budgets.DownKiBPerDay * 1024));
    }

    private static double Share(long used, long most) => most == 0 ? 0 : (double)used / most;
}
