using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Cartel.Benchmarks;

/// <summary>Runs the benchmarks by BenchmarkDotNet, in this process: a child's build may lack the package feed.</summary>
internal static class MicroBenchmarks
{
    public static int Run(string filter)
    {
        var summaries = new List<Summary>();
        foreach (var type in (Type[])[typeof(LearnerBenchmarks), typeof(DetectorBenchmarks), typeof(NeighbourBenchmarks), typeof(CollaborationBenchmarks)])
        {
            var chosen = BenchmarkConverter.TypeToBenchmarks(type, Config(filter));
            if (chosen.BenchmarksCases.Length > 0) summaries.Add(BenchmarkRunner.Run(chosen));
        }

        if (summaries.Count == 0)
        {
            Console.Error.WriteLine($"cartel bench: no benchmark has “{filter}” in its name; a name is such as “Learn naive-bayes 50” or “Update adwin”");
            return 2;
        }

        var results = summaries.SelectMany(static summary => summary.Reports).Select(BenchmarkResult.Of).ToList();
        Console.WriteLine(Results.Markdown(results));
        if (filter.Length == 0) Results.Write(results);
        return results.TrueForAll(static result => result.Nanoseconds is not null) ? 0 : 1;
    }

    private static ManualConfig Config(string filter) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3).WithIterationCount(5).WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddFilter(new SimpleFilter(one => BenchmarkResult.NameOf(one).Contains(filter, StringComparison.OrdinalIgnoreCase)))
        .AddLogger(NullLogger.Instance)
        .AddEventProcessor(new Progress())
        .WithOptions(ConfigOptions.DisableLogFile)
        .WithArtifactsPath(Machine.Scratch);

    private sealed class Progress : EventProcessor
    {
        public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase) => Console.Error.WriteLine($"{BenchmarkResult.NameOf(benchmarkCase)} …");
    }
}
