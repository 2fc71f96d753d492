using System.Diagnostics;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Cli;

/// <summary>Test, then train, one sample at a time, from memory: parsing is not in the samples a second.</summary>
internal sealed class PrequentialRun
{
    private const int LookEvery = 64;
    private const int ReportEvery = 4096;

    private readonly IDataSet _data;
    private readonly LearnSettings _settings;
    private readonly IOnlineLearner _learner;
    private readonly IPredictionMonitor? _detector;
    private readonly PrequentialMetrics _metrics;
    private readonly FadingMetrics? _faded;
    private readonly List<long> _drifts = [];

    public PrequentialRun(IDataSet data, LearnSettings settings)
    {
        (_data, _settings) = (data, settings);
        _learner = OnlineLearner.Create(settings.Learner, data.Schema, settings.Seed);
        _detector = settings.Detector is null ? null : PredictionMonitors.Create(settings.Detector, data.Schema.Classes.Count);
        _metrics = new PrequentialMetrics(data.Schema.Classes.Count, settings.Window);
        _faded = settings.Fading is { } fading ? new FadingMetrics(data.Schema.Classes.Count, fading) : null;
        Curve = new AccuracyCurve(data.Count, settings.Window);
    }

    /// <summary>The windowed accuracy over the stream.</summary>
    public AccuracyCurve Curve { get; }

    public LearnResult Learn(TimeProvider time, Action<long> progress, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var samples = Read(progress, stop);
        var seconds = time.GetElapsedTime(start).TotalSeconds;

        using var process = Process.GetCurrentProcess();
        var all = _metrics.Overall;
        return new LearnResult(
            _data.Name, _settings.Learner == "linear" ? _learner.Kind : _settings.Learner, _settings.Detector, samples, all.Accuracy, all.Kappa,
            samples / Math.Max(seconds, 1e-9), _learner.ModelBytes, process.PeakWorkingSet64, _drifts,
            all.KappaM, all.KappaTemporal, all.MacroF1, all.MajorityAccuracy, all.NoChangeAccuracy,
            _metrics.WindowLength, Of(_metrics.Window), _settings.Fading, Of(_faded), _settings.Seed, _settings.Delay,
            [.. _data.Schema.Classes.Select((name, k) => new ClassResult(name, all.Support(k), all.Recall(k), all.Precision(k), all.F1(k)))],
            _data.BadRows.Count);
    }

    private long Read(Action<long> progress, CancellationToken stop)
    {
        using var source = new DataSetSource(_data);
        var encoder = new OneHotEncoder(_data.Schema);
        var sample = new Sample(_data.Schema.Features.Count);
        var features = new float[_data.Schema.EncodedLength];
        var late = _settings.Delay == 0 ? null : new DelayedLabels(_settings.Delay, features.Length);
        while (source.TryRead(sample))
        {
            encoder.Observe(sample.Values);
            encoder.Encode(sample.Values, features);
            // Before it learns: a prequential error.
            var predicted = _learner.Predict(features).Label;
            if (late is null) Settle(features, sample.Label, predicted, source.Position);
            else
            {
                late.Add(features, sample.Label, predicted);
                Settle(late, source.Position);
            }

            if (source.Position % LookEvery != 0) continue;

            stop.ThrowIfCancellationRequested();
            if (source.Position % ReportEvery == 0) progress(source.Position);
        }

        late?.Finish();
        if (late is not null) Settle(late, source.Position);
        return source.Position;
    }

    private void Settle(DelayedLabels late, long position)
    {
        while (late.TryTake(out var due)) Settle(due.Features, due.Label, due.Predicted, position);
    }

    private void Settle(ReadOnlySpan<float> features, int label, int predicted, long position)
    {
        _metrics.Observe(label, predicted);
        _faded?.Observe(label, predicted);
        if (_detector?.Observe(label, predicted) is DriftSignal.Drift) _drifts.Add(position);
        _learner.Learn(features, label);
        Curve.Look(_metrics);
    }

    private static Figures Of(ClassTally tally) => new(tally.Accuracy, tally.Kappa, tally.KappaM, tally.KappaTemporal, tally.MacroF1);

    private static Figures? Of(FadingMetrics? faded) =>
        faded is null ? null : new(faded.Accuracy, faded.Kappa, faded.KappaM, faded.KappaTemporal, faded.MacroF1);
}
