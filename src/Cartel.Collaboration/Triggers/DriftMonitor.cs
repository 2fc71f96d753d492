using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Watches a learner's errors and labels: metrics, the class mix, drift.</summary>
internal sealed class DriftMonitor
{
    public const int RecentWindow = 60;

    // A class must fall this far below what it was before it counts as one that needs help.
    private const double RecallFall = 0.15;

    private readonly IDriftDetector _detector;
    private readonly PrequentialMetrics _recent;

    public DriftMonitor(FeatureSchema schema, int window)
    {
        Metrics = new PrequentialMetrics(schema.Classes.Count, window);
        _recent = new PrequentialMetrics(schema.Classes.Count, RecentWindow);
        _detector = DriftDetectors.Create("adwin");
    }

    private DriftMonitor(PrequentialMetrics metrics, PrequentialMetrics recent, IDriftDetector detector) =>
        (Metrics, _recent, _detector) = (metrics, recent, detector);

    /// <summary>Over all samples and over the window.</summary>
    public PrequentialMetrics Metrics { get; }

    /// <summary>The class mix of the last 60 samples.</summary>
    public long RecentCount(int label) => _recent.Window.LabelCounts[label];

    /// <summary>The recall on a class over the last 60 samples; null if it was not among them.</summary>
    public double? RecentRecall(int label) => _recent.Window.Recall(label);

    /// <summary>Takes an outcome.</summary>
    /// <returns>The classes that do worse than before, when the error rate has just risen; else none.</returns>
    public IReadOnlyList<int> Observe(int label, int predicted)
    {
        Metrics.Observe(label, predicted);
        _recent.Observe(label, predicted);
        var drifted = _detector.Observe(label == predicted ? 0 : 1) is DriftSignal.Drift;
        return drifted && Rose() ? FallenClasses() : [];
    }

    /// <summary>After the model was exchanged its old errors say nothing about it.</summary>
    public void Forget() => _detector.Reset();

    public void Save(BinaryWriter writer)
    {
        writer.WriteBlock(Metrics.Save());
        writer.WriteBlock(_recent.Save());
        writer.WriteBlock(_detector.Save());
    }

    public static DriftMonitor Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var metrics = PrequentialMetrics.Restore(reader.Block());
        var recent = PrequentialMetrics.Restore(reader.Block());
        if (metrics.ClassCount != schema.Classes.Count || recent.ClassCount != schema.Classes.Count)
            throw new ModelFormatException("the metrics are of another number of classes than the task");

        var detector = DriftDetectors.Create("adwin");
        detector.Restore(reader.Block());
        return new DriftMonitor(metrics, recent, detector);
    }

    // The paper acts on negative drift only: an error that falls needs no help.
    private bool Rose() => _recent.Window.Accuracy < Metrics.Window.Accuracy;

    private List<int> FallenClasses()
    {
        var fallen = new List<int>();
        for (var k = 0; k < Metrics.Window.ClassCount; k++)
        {
            if (_recent.Window.LabelCounts[k] >= 5 && _recent.Window.Recall(k) + RecallFall < Metrics.Window.Recall(k)) fallen.Add(k);
        }

        return fallen;
    }
}
