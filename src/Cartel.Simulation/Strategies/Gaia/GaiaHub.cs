using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Adds up the changes of all devices, and keeps for each one what the others have changed and it has not been told.</summary>
internal sealed class GaiaHub
{
    private readonly GaiaSettings _settings;
    private readonly Deployment _deployment;
    private readonly ModelVector[] _untold;
    private readonly Func<int, bool> _isSums;
    private ModelVector _sum;

    public GaiaHub(Deployment deployment, GaiaSettings settings)
    {
        (_deployment, _settings) = (deployment, settings);
        var untrained = (IVectorModel)deployment.NewLearner();
        (_sum, _isSums) = (untrained.ToVector(), untrained.IsSums);
        var nothing = _sum.Minus(_sum);
        _untold = [.. Enumerable.Repeat(nothing, deployment.Devices)];
    }

    /// <summary>A device's significant change arrives.</summary>
    /// <returns>What of the others' changes is significant for it.</returns>
    public ModelVector Exchange(int device, ModelVector change, long exchange)
    {
        using (_deployment.Training.Measure(MeteredNetwork.Hub))
        {
            _sum = _sum.Plus(change, _settings.Share);
            for (var other = 0; other < _untold.Length; other++)
            {
                if (other != device) _untold[other] = _untold[other].Plus(change, _settings.Share);
            }

            var told = SignificanceFilter.Select(_untold[device], _sum, _settings.ThresholdAt(exchange), _isSums);
            _untold[device] = _untold[device].Minus(told);
            return told;
        }
    }
}
