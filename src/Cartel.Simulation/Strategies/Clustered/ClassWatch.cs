using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Counts a device's last labels and watches its errors, for the reports by which it is clustered.</summary>
/// <param name="classes">How many classes there are.</param>
internal sealed class ClassWatch(int classes)
{
    private const int Window = 200;
    private const int AfterDrift = 20;

    private readonly Queue<int> _labels = new(Window);
    private readonly long[] _counts = new long[classes];
    private readonly IDriftDetector _detector = DriftDetectors.Create(DriftDetectors.Default);
    private bool _drifted;

    /// <summary>Takes the outcome of a sample.</summary>
    public void Observe(int label, bool erred)
    {
        var novel = _labels.Count == Window && _counts[label] == 0;
        if (_detector.Observe(erred ? 1 : 0) is DriftSignal.Drift || novel) Forget();
        if (_labels.Count == Window) _counts[_labels.Dequeue()]--;
        _labels.Enqueue(label);
        _counts[label]++;
    }

    /// <summary>What to tell now.</summary>
    public ClassReport Report()
    {
        var report = new ClassReport([.. _counts], _drifted);
        _drifted = false;
        return report;
    }

    // The last few may be of the new distribution already.
    private void Forget()
    {
        _drifted = true;
        while (_labels.Count > AfterDrift) _counts[_labels.Dequeue()]--;
    }
}
