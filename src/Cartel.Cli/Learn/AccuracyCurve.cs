using Cartel.Learning;

namespace Cartel.Cli;

/// <summary>Some hundreds of points of the windowed accuracy, a learner's and that of repeating the previous label.</summary>
/// <param name="samples">How many samples the stream has.</param>
/// <param name="window">How many samples a point is over.</param>
internal sealed class AccuracyCurve(int samples, int window)
{
    private const int MostPoints = 600;

    // The accuracy of a handful of samples is noise that would stretch the axis.
    private const int FewestSamples = 100;

    private readonly int _step = Math.Max(1, samples / MostPoints);
    private readonly List<AccuracyPoint> _points = [];

    /// <summary>How many samples the stream has.</summary>
    public int Samples => samples;

    /// <summary>How many samples a point is over.</summary>
    public int Window => window;

    /// <summary>In the stream's order.</summary>
    public IReadOnlyList<AccuracyPoint> Points => _points;

    /// <summary>Takes a point from time to time.</summary>
    public void Look(PrequentialMetrics metrics)
    {
        var at = metrics.Overall.Count;
        if (at % _step != 0 || at < Math.Min(window, FewestSamples)) return;

        _points.Add(new AccuracyPoint(at, metrics.Window.Accuracy!.Value, metrics.Window.NoChangeAccuracy!.Value));
    }
}

/// <summary>The windowed accuracies after so many judged samples.</summary>
internal readonly record struct AccuracyPoint(long Sample, double Accuracy, double NoChange);
