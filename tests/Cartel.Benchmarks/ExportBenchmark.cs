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
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    // Of a hundred trees, with about 2,000 and about 30,000 leaves.
    private static readonly (string Kind, int Samples)[] Forests =
    [
        ("adaptive-random-forest?trees=100", 125), ("leveraging-bagging?trees=100", 1_000),
        ("adaptive-random-forest?trees=100", 2_700), ("leveraging-bagging?trees=100", 68_000),
    ];

    /// <summary>Measures all learners, each in a process of its own, so that its first call is the first of all.</summary>
    public static void Print()
    {
        Console.WriteLine(Machine.Describe());
        Console.WriteLine($"Milliseconds by the thread's own time; median of {Runs} calls after a second of warm-up; load {Machine.Load()}");
        Console.WriteLine();
        Console.WriteLine("| learner | samples | leaves | bytes | first call | median | target |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (kind, samples) in Forests) PrintApart(kind, samples);
        foreach (var kind in OnlineLearner.Kinds.Where(static kind => kind != "linear")) PrintApart(kind, Samples);
    }

    /// <summary>Measures one learner.</summary>
    /// <param name="kind">Which one, with its settings.</param>
    /// <param name="samples">How many samples it learns before.</param>
    public static void PrintOne(string kind, int samples)
    {
        var (learner, encoder) = Learned(kind, samples);
        var first = Milliseconds(learner, encoder, out var bytes);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;) Milliseconds(learner, encoder, out _);
        var median = Enumerable.Range(0, Runs).Select(_ => Milliseconds(learner, encoder, out var _)).Order().ElementAt(Runs / 2);
        var leaves = (learner as IExplicitLearner)?.Formula() is TreesFormula trees ? trees.Leaves.Count.ToString("N0", CultureInfo.InvariantCulture) : "–";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {kind} | {samples:N0} | {leaves} | {bytes:N0} | {first:0}{Missed(first)} | {median:0.0}{Missed(median)} | {TargetMilliseconds:0} |"));
    }

    private static void PrintApart(string kind, int samples)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Cartel.Benchmarks.dll"), "export", kind, samples.ToString(CultureInfo.InvariantCulture)];
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

    private static (IOnlineLearner Learner, OneHotEncoder Encoder) Learned(string kind, int samples)
    {
        var data = DataSets.Open($"agrawal?count={samples}&perturbation=0.05", null, strict: true);
        var (learner, encoder) = (OnlineLearner.Create(kind, data.Schema), new OneHotEncoder(data.Schema));
        var (values, features) = (new float[data.Schema.Features.Count], new float[encoder.Length]);
        for (var row = 0; row < samples; row++)
        {
            data.Read(row, values);
            encoder.Observe(values);
            encoder.Encode(values, features);
            learner.Learn(features, data.Label(row));
        }

        return (learner, encoder);
    }
}
