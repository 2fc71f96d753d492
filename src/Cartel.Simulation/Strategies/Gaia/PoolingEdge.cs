namespace Cartel.Simulation;

/// <summary>A device whose whole model is sent each time its samples have grown enough to matter.</summary>
internal sealed class PoolingEdge(Deployment deployment, int device, PoolingHub hub, GaiaSettings settings) : IEdge
{
    private readonly FederatedClient _client = new(deployment, device, settings.Batch);
    private long _seen;
    private long _told;

    public long ModelBytes => _client.Model.ModelBytes;

    public int Predict(ReadOnlySpan<float> features) => _client.Model.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        _client.Learn(features, label);
        if (++_seen % settings.Batch != 0 || _seen <= _told * (1 + settings.Growth) || !deployment.Network.IsOnline(device)) return;

        var (model, samples) = (_client.Give(), _seen);
        _told = samples;
        deployment.Network.Send(device, MeteredNetwork.Hub, MessageKind.Models, model.Bytes, () => hub.Exchange(device, model, samples, _client.Take));
    }
}
