using System.Diagnostics;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary>Learners on the streams of the published comparison: test, then train, one sample at a time, from memory.</summary>
internal static class StreamComparison
{
    public static void Run(string[] streams, string[] learners, int runs, int rows)
    {
        var folder = Environment.GetEnvironmentVariable("CARTEL_DATA");
        Console.WriteLine("| stream (rows) | learner | runs | accuracy | kappa | samples/s | model bytes |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|");
        foreach (var stream in streams)
        {
            var data = DataSets.Open(SpecOf(stream), folder, strict: true);
            foreach (var learner in learners)
            {
                var results = Enumerable.Range(0, runs).Select(_ => Measure(data, learner, Math.Min(rows, data.Count))).OrderBy(static result => result.Seconds).ToArray();
                var median = results[results.Length / 2];
                Console.WriteLine(
                    $"| {stream} ({median.Rows:N0}) | {learner} | {runs} | {median.Metrics.Overall.Accuracy:0.0000} | {median.Metrics.Overall.Kappa:0.0000} "
                    + $"| {median.Rows / median.Seconds:N0} | {median.Bytes:N0} |");
            }
        }
    }

    private static string SpecOf(string stream) => stream switch
    {
        "mnist" => "mnist:mnist",
        "agrawal1m" => "agrawal?count=1000000&changes=250000:2,500000:3,750000:4&perturbation=0.05",
        "sea1m" => "sea?count=1000000&changes=250000:2,500000:3,750000:4&noise=0.1",
        _ => $"csv:streams/{stream}.csv.gz?label=class&nominal=c*",
    };

    private static (PrequentialMetrics Metrics, double Seconds, long Bytes, int Rows) Measure(IDataSet data, string kind, int rows)
    {
        var learner = OnlineLearner.Create(kind, data.Schema);
        var metrics = new PrequentialMetrics(data.Schema.Classes.Count, 1000);
        var encoder = new OneHotEncoder(data.Schema);
        var features = new float[data.Schema.EncodedLength];
        var values = new float[data.Schema.Features.Count];
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        for (var row = 0; row < rows; row++)
        {
            data.Read(row, values);
            encoder.Encode(values, features);
            var label = data.Label(row);
            metrics.Observe(label, learner.Predict(features).Label);
            learner.Learn(features, label);
        }

        return (metrics, Stopwatch.GetElapsedTime(start).TotalSeconds, learner.ModelBytes, rows);
    }
}
