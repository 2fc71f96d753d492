using System.Text;
using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Watches a learner's errors and labels: metrics, the class mix, drift.</summary>
internal sealed class DriftMonitor
{
    public const int RecentWindow = 60;

    private readonly string _name;
    private readonly IDriftTrigger _trigger;
    private readonly ClassOutcomes _outcomes;
    private readonly AlarmPause _pause;
    private readonly UnlabelledMonitor _unlabelled;
    private readonly PrequentialMetrics _recent;

    /// <exception cref="ArgumentException">There is no trigger of the name that the options give.</exception>
    public DriftMonitor(FeatureSchema schema, CollaborationOptions options)
        : this(options, new PrequentialMetrics(schema.Classes.Count, options.Window), new PrequentialMetrics(schema.Classes.Count, RecentWindow))
    {
    }

    private DriftMonitor(CollaborationOptions options, PrequentialMetrics metrics, PrequentialMetrics recent)
    {
        var classes = metrics.ClassCount;
        (Metrics, _recent, _name) = (metrics, recent, options.Trigger);
        _unlabelled = new UnlabelledMonitor(classes);
        (_trigger, _outcomes, _pause) = (DriftTriggers.Create(_name, classes), new ClassOutcomes(classes), new AlarmPause(classes, options.Cooldown));
    }

    /// <summary>Over all samples and over the window.</summary>
    public PrequentialMetrics Metrics { get; }

    /// <summary>The class mix of the last 60 samples.</summary>
    public long RecentCount(int label) => _recent.Window.LabelCounts[label];

    /// <summary>The recall on a class over the last 60 samples; null if it was not among them.</summary>
    public double? RecentRecall(int label) => _recent.Window.Recall(label);

    /// <summary>The class counts by which neighbours are to be chosen: the window's, or after a shift an estimate without labels.</summary>
    public long[] CurrentCounts => _unlabelled.Counts(Metrics.Window);

    /// <summary>Takes a sample without a label.</summary>
    public UnlabelledAlarm? ObserveUnlabelled(ReadOnlySpan<float> features, int predicted, SampleRing known) =>
        _unlabelled.ObserveUnlabelled(features, predicted, Metrics.Window, Metrics.WindowLength, known);

    /// <summary>Takes an outcome.</summary>
    /// <returns>The classes that need help, worst first, when this sample raises an alarm; else none.</returns>
    public IReadOnlyList<int> Observe(int label, int predicted)
    {
        Metrics.Observe(label, predicted);
        _recent.Observe(label, predicted);
        _unlabelled.Observe(label, predicted);
        _outcomes.Add(label, predicted == label);
        return _pause.Pass(_trigger.Observe(label, predicted, _outcomes));
    }

    /// <summary>How near the trigger's detectors are to an alarm, the nearest first.</summary>
    public IReadOnlyList<TriggerReading> Readings => [.. _trigger.Readings.OrderByDescending(static reading => reading.Nearness)];

    /// <summary>How many samples ago the worst of some classes is taken to have fallen; 60 where it does not show.</summary>
    /// <remarks>The likeliest moment in the class's own samples, at the pace at which they came in the window.</remarks>
    public long SinceFall(IReadOnlyList<int> needs)
    {
        var worst = needs.MaxBy(label => _outcomes.Fall(label).Evidence);
        var since = _outcomes.Fall(worst).Since;
        return since == 0 ? RecentWindow : (long)Math.Ceiling((double)since * Metrics.Window.Count / Math.Max(1, Metrics.Window.LabelCounts[worst]));
    }

    /// <summary>After the model was exchanged its old errors say nothing about it.</summary>
    public void Forget()
    {
        _trigger.Forget();
        _outcomes.Forget();
        _unlabelled.Forget();
    }

    public void Save(BinaryWriter writer)
    {
        writer.WriteBlock(Metrics.Save());
        writer.WriteBlock(_recent.Save());
        _outcomes.Save(writer);
        _pause.Save(writer);
        _unlabelled.Save(writer);
        writer.WriteBlock(Encoding.UTF8.GetBytes(_name));
        writer.WriteBlock(_trigger.Save());
    }

    /// <summary>Takes up a saved monitor; the state of a trigger other than that of the options is dropped.</summary>
    /// <exception cref="ModelFormatException">It is damaged or of another schema.</exception>
    public static DriftMonitor Restore(FeatureSchema schema, CollaborationOptions options, ref SpanReader reader)
    {
        var metrics = PrequentialMetrics.Restore(reader.Block());
        var recent = PrequentialMetrics.Restore(reader.Block());
        if (metrics.ClassCount != schema.Classes.Count || recent.ClassCount != schema.Classes.Count)
            throw new ModelFormatException("the metrics are of another number of classes than the task");

        var monitor = new DriftMonitor(options, metrics, recent);
        monitor._outcomes.Restore(ref reader);
        monitor._pause.Restore(ref reader);
        monitor._unlabelled.Restore(schema, ref reader);
        var same = reader.Block().SequenceEqual(Encoding.UTF8.GetBytes(monitor._name));
        var state = reader.Block();
        if (same) monitor._trigger.Restore(state);
        return monitor;
    }
}
