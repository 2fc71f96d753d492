namespace Cartel.Simulation;

/// <summary>The best held-out accuracy of the reference strategies on each device, at every check that another strategy may need.</summary>
internal sealed class ReferenceCurve
{
    private readonly Dictionary<(int Device, long Sample), double> _accuracies = [];

    /// <summary>The accuracy at a check.</summary>
    public double this[int device, long sample] => _accuracies[(device, sample)];

    /// <summary>Takes a reference strategy's accuracy at a check.</summary>
    public void Add(int device, long sample, double accuracy) =>
        _accuracies[(device, sample)] = Math.Max(accuracy, _accuracies.GetValueOrDefault((device, sample)));
}
