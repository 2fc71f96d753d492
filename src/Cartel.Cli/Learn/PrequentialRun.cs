using System.Diagnostics;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Cli;

/// <summary>Test, then train, one sample at a time, from memory: parsing is not in the samples a second.</summary>
internal static class PrequentialRun
{
    private const int Window = 1000;
    private const int ReportEvery = 4096;

    public static LearnResult Of(
        IDataSet data, string learnerKind, string? detectorKind, TimeProvider time, Action<long> progress, CancellationToken stop)
    {
        var learner = OnlineLearner.Create(learnerKind, data.Schema);
        var detector = detectorKind is null ? null : DriftDetectors.Create(detectorKind);
        var metrics = new PrequentialMetrics(data.Schema.Classes.Count, Window);
        var drifts = new List<long>();

        var start = time.GetTimestamp();
        var samples = Learn(data, learner, detector, metrics, drifts, progress, stop);
        var seconds = time.GetElapsedTime(start).TotalSeconds;

        using var process = Process.GetCurrentProcess();
        return new LearnResult(
            data.Name, learner.Kind, detectorKind, samples, metrics.Overall.Accuracy, metrics.Overall.Kappa,
            samples / Math.Max(seconds, 1e-9), learner.ModelBytes, process.PeakWorkingSet64, drifts,
            data.Schema.Classes.Select((name, k) => (name, recall: metrics.Overall.Recall(k))).ToDictionary(static pair => pair.name, static pair => pair.recall),
            metrics.Window.Accuracy, data.BadRows.Count);
    }

    private static long Learn(
        IDataSet data, IOnlineLearner learner, IDriftDetector? detector, PrequentialMetrics metrics, List<long> drifts, Action<long> progress, CancellationToken stop)
    {
        using var source = new DataSetSource(data);
        var encoder = new OneHotEncoder(data.Schema);
        var sample = new Sample(data.Schema.Features.Count);
        var features = new float[data.Schema.EncodedLength];
        while (source.TryRead(sample))
        {
            encoder.Observe(sample.Values);
            encoder.Encode(sample.Values, features);
            // Before it learns: a prequential error.
            var predicted = learner.Predict(features).Label;
            metrics.Observe(sample.Label, predicted);
            if (detector?.Observe(predicted == sample.Label ? 0 : 1) is DriftSignal.Drift) drifts.Add(source.Position);
            learner.Learn(features, sample.Label);
            if (source.Position % ReportEvery != 0) continue;

            progress(source.Position);
            stop.ThrowIfCancellationRequested();
        }

        return source.Position;
    }
}
