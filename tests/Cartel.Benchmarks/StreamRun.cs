using System.Diagnostics;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary>One learner once over one stream: test, then train, one sample at a time, from memory.</summary>
internal sealed record StreamRun(int Rows, double Accuracy, double Kappa, double SamplesPerSecond, long ModelBytes)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>The run of median speed, after passes of a second that are not counted: the compiler's.</summary>
    public static StreamRun Median(IDataSet data, string learner, int rows, int runs)
    {
        var start = Stopwatch.GetTimestamp();
        do Once(data, learner, Math.Min(rows, 10_000));
        while (Stopwatch.GetElapsedTime(start) < WarmUp);

        var results = Enumerable.Range(0, runs).Select(_ => Once(data, learner, rows)).OrderBy(static run => run.SamplesPerSecond).ToArray();
        return results[results.Length / 2];
    }

    private static StreamRun Once(IDataSet data, string kind, int rows)
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

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(rows, metrics.Overall.Accuracy ?? 0, metrics.Overall.Kappa ?? 0, rows / seconds, learner.ModelBytes);
    }
}
