namespace Cartel.Simulation;

/// <summary>The reference strategy's held-out accuracy on each device, at every check that another strategy may need.</summary>
internal sealed class ReferenceCurve
{
    private readonly Dictionary<(int Device, long Sample), double> _accuracies = [];

    /// <summary>The accuracy at a check.</summary>
    public double this[int device, long sample]
    {
        get => _accuracies[(device, sample)];
        set => _accuracies[(device, sample)] = value;
    }
}
