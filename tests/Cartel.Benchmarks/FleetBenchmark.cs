using System.Diagnostics;
using Cartel.Simulation;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary>How fast a fleet of simulated agents lives: virtual seconds a second, memory, bytes.</summary>
internal static class FleetBenchmark
{
    private const long Introduction = 130;

    /// <summary>Lets a fleet live through the introduction of a class at nine agents of ten, a sample a second each.</summary>
    public static void Print(int agents, long samples, string strategy)
    {
        var data = DataSets.Open("rbf?classes=4&features=10&centroids=4&count=200000", null, strict: true);
        var run = new FleetRun(Workload(data, agents, samples), data, "linear", StrategyKinds.Create(strategy), LinkSettings.Default, TimeProvider.System);
        var deployed = GC.GetTotalMemory(forceFullCollection: true);
        var right = 0L;
        var allocated = GC.GetTotalAllocatedBytes();
        var (processor, watch) = (ProcessorTime(), Stopwatch.StartNew());
        var (lived, took, used) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        run.Run((device, position, label, predicted) =>
        {
            right += label == predicted ? 1 : 0;
            if (device == agents - 1 && position == samples - 1) (lived, took, used) = (run.Clock.Now, watch.Elapsed, ProcessorTime() - processor);
        });
        watch.Stop();

        Console.WriteLine($"{strategy}: {agents} agents, {samples} samples each, a sample a second");
        Console.WriteLine($"streams               {lived.TotalSeconds:0} virtual s in {took.TotalSeconds:0.0} s: {lived / took:0.0} times real time ({used.TotalSeconds:0.0} s of processor time: {lived / used:0.0})");
        Console.WriteLine($"until all is quiet    {run.Clock.Now.TotalSeconds:0} virtual s in {watch.Elapsed.TotalSeconds:0.0} s");
        Console.WriteLine($"of which learning     {Enumerable.Range(0, agents).Sum(run.Training.Seconds):0.0} s");
        Console.WriteLine($"messages              {run.Network.Messages / (double)agents:0} an agent");
        Console.WriteLine($"memory                {deployed / 1024.0 / agents:0.0} KiB an agent at the start, {GC.GetTotalMemory(true) / 1024.0 / agents:0.0} at the end; the process {PeakBytes() / 1e9:0.00} GB at most");
        Console.WriteLine($"allocated             {(GC.GetTotalAllocatedBytes() - allocated) / (double)(agents * samples):0} bytes a sample");
        foreach (var kind in Enum.GetValues<MessageKind>()) Console.WriteLine($"{kind,-21} {run.Network.Bytes[kind] / (double)agents:0} bytes an agent");
        Console.WriteLine($"accuracy              {right / (double)(agents * samples):0.000}");
        foreach (var mark in run.Journal.Entries.CountBy(static entry => entry.Kind)) Console.WriteLine($"{mark.Key,-21} {mark.Value}");
        GC.KeepAlive(run);
    }

    private static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static Workload Workload(IDataSet data, int agents, long samples)
    {
        var all = data.Schema.Classes.ToDictionary(static name => name, static _ => 1.0);
        var some = all.Where(pair => pair.Key != data.Schema.Classes[^1]).ToDictionary();
        return new Workload("fleet", data.Name, 1, samples, [.. Enumerable.Range(0, agents).Select(i => new WorkloadAgent(
            $"agent-{i}", i % 10 == 0 ? [new WorkloadPhase(0, all)] : [new WorkloadPhase(0, some), new WorkloadPhase(Introduction, all)], Period: 10))]);
    }
}
