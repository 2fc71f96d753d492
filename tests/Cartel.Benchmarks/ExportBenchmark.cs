using System.Diagnostics;
using System.Globalization;
using Cartel.Learning;
using Cartel.Onnx;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary>How long it takes to write a learner as an ONNX model: the first time in a process, as people wait for it, and when the code is compiled.</summary>
internal static class ExportBenchmark
{
    private const double TargetMilliseconds = 200;
    private const int Runs = 9;
    private const int Samples = 20_000;
    private const int MostSamples = 200_000;
    private const int LeastBetweenCounts = 25;

    // Counting takes time, too: 30,000 leaves are found to within 2 % of the samples.
    private const int CountsApart = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly string[] Forests = ["adaptive-random-forest", "leveraging-bagging"];

    /// <summary>Measures all learners, each in a process of its own, so that its first call is the first of all.</summary>
    public static void Print()
    {
        Console.WriteLine(Machine.Describe());
        Console.WriteLine($"Milliseconds by the thread's own time; median of {Runs} calls after a second of warm-up; load {Machine.Load()}");
        Console.WriteLine();
        Console.WriteLine("| learner | leaves | bytes | first call | median | target |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var leaves in (int[])[2_000, 30_000])
        {
            foreach (var forest in Forests) PrintApart($"{forest}?trees=100", leaves);
        }

        foreach (var learner in OnlineLearner.Kinds.Where(static kind => kind != "linear")) PrintApart(learner, 0);
    }

    /// <summary>Measures one learner.</summary>
    /// <param name="kind">Which one, with its settings.</param>
    /// <param name="leaves">How many leaves its trees are to have together; 0: whatever it has after 20,000 samples.</param>
    public static void PrintOne(string kind, int leaves)
    {
        var (learner, encoder) = Grow(kind, leaves);
        var first = Milliseconds(learner, encoder, out var bytes);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;) Milliseconds(learner, encoder, out _);
        var median = Enumerable.Range(0, Runs).Select(_ => Milliseconds(learner, encoder, out var _)).Order().ElementAt(Runs / 2);
        var grown = LeavesOf(learner) is { } count ? count.ToString("N0", CultureInfo.InvariantCulture) : "–";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {kind} | {grown} | {bytes:N0} | {first:0}{Missed(first)} | {median:0.0}{Missed(median)} | {TargetMilliseconds:0} |"));
    }

    private static void PrintApart(string kind, int leaves)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Cartel.Benchmarks.dll"), "export", kind, leaves.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{kind} was not measured: its process ended with {process.ExitCode}");
    }

    private static string Missed(double milliseconds) => milliseconds > TargetMilliseconds ? " (missed)" : "";

    private static double Milliseconds(IOnlineLearner learner, OneHotEncoder encoder, out int bytes)
    {
        var start = Machine.WorkSeconds();
        bytes = OnnxExport.Write(learner, encoder, new ModelCard("bench", "bench-1", [])).Length;
        return (Machine.WorkSeconds() - start) * 1000;
    }

    private static (IOnlineLearner Learner, OneHotEncoder Encoder) Grow(string kind, int leaves)
    {
        var data = DataSets.Open($"agrawal?count={MostSamples}&perturbation=0.05", null, strict: true);
        var (learner, encoder) = (OnlineLearner.Create(kind, data.Schema), new OneHotEncoder(data.Schema));
        if (leaves > 0 && LeavesOf(learner) is null) throw new ArgumentException($"{kind} has no leaves to count; write 0");

        var (values, features) = (new float[data.Schema.Features.Count], new float[encoder.Length]);
        for (int row = 0, next = 0; row < (leaves > 0 ? data.Count : Samples); row++)
        {
            if (leaves > 0 && row == next)
            {
                if (LeavesOf(learner) >= leaves) break;
                next += Math.Max(LeastBetweenCounts, row / CountsApart);
            }

            data.Read(row, values);
            encoder.Observe(values);
            encoder.Encode(values, features);
            learner.Learn(features, data.Label(row));
        }

        return (learner, encoder);
    }

    // Null: a learner without trees.
    private static int? LeavesOf(IOnlineLearner learner) => (learner as IExplicitLearner)?.Formula() is TreesFormula trees ? trees.Leaves.Count : null;
}
