using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>A device with its own copy of the approximate model.</summary>
internal sealed class GaiaEdge : IEdge
{
    private readonly Deployment _deployment;
    private readonly int _device;
    private readonly GaiaHub _hub;
    private readonly GaiaSettings _settings;
    private readonly IVectorModel _model;
    private ModelVector _told;
    private long _seen;
    private long _exchanges;

    public GaiaEdge(Deployment deployment, int device, GaiaHub hub, GaiaSettings settings)
    {
        (_deployment, _device, _hub, _settings) = (deployment, device, hub, settings);
        _model = (IVectorModel)deployment.NewLearner();
        _told = _model.ToVector();
    }

    public long ModelBytes => _model.ModelBytes;

    public int Predict(ReadOnlySpan<float> features) => _model.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        using (_deployment.Training.Measure(_device)) _model.Learn(features, label);
        if (++_seen % _settings.Batch == 0 && _deployment.Network.IsOnline(_device)) Tell();
    }

    private void Tell()
    {
        var exchange = ++_exchanges;
        var change = SignificanceFilter.Select(_model.ToVector().Minus(_told), _told, _settings.ThresholdAt(exchange), _model.IsSums);
        var bytes = SignificanceFilter.BytesOf(change);
        if (bytes == 0) return;

        _told = _told.Plus(change);
        _deployment.Network.Send(_device, MeteredNetwork.Hub, MessageKind.Models, bytes, () => Answer(_hub.Exchange(_device, change, exchange)));
    }

    private void Answer(ModelVector others)
    {
        var bytes = SignificanceFilter.BytesOf(others);
        if (bytes > 0) _deployment.Network.Send(MeteredNetwork.Hub, _device, MessageKind.Models, bytes, () => Take(others));
    }

    // What is not yet told stays untold, whatever rounding the model does.
    private void Take(ModelVector others)
    {
        using (_deployment.Training.Measure(_device))
        {
            var own = _model.ToVector();
            var untold = own.Minus(_told);
            _model.Become(own.Plus(others));
            _told = _model.ToVector().Minus(untold);
        }
    }
}
