namespace Cartel.Simulation;

/// <summary>A device that learns each batch on top of the newest global model.</summary>
internal sealed class FleetEdge(Deployment deployment, int device, FleetHub hub, int batch) : IEdge
{
    private readonly FederatedClient _client = new(deployment, device, 4 * batch);
    private bool _asked;

    public long ModelBytes => _client.Model.ModelBytes;

    public int Predict(ReadOnlySpan<float> features) => _client.Model.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        _client.Learn(features, label);
        if (_client.Fresh < batch || _asked) return;

        _asked = true;
        deployment.Network.Send(
            device, MeteredNetwork.Hub, MessageKind.Metadata, deployment.Schema.Classes.Count * sizeof(int), Answer, failed: () => _asked = false);
    }

    private void Answer()
    {
        var (model, version) = (hub.Model, hub.Version);
        deployment.Network.Send(
            MeteredNetwork.Hub, device, MessageKind.Models, model.Bytes, () => Return(model, version), failed: () => _asked = false);
    }

    private void Return(SharedModel model, long version)
    {
        _asked = false;
        _client.Take(model);
        var labels = _client.FreshLabels();
        var learned = _client.Give();
        deployment.Network.Send(device, MeteredNetwork.Hub, MessageKind.Models, learned.Bytes, () => hub.Apply(model, version, learned, labels));
    }
}
