using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>A device that leaves the learning to a cloud: it gathers its samples, sends them, and serves what comes back.</summary>
internal sealed class CloudEdge : IEdge
{
    private readonly Deployment _deployment;
    private readonly int _device;
    private readonly int _batch;
    private readonly Cloud _cloud;
    private readonly RawSamples _raw;
    private List<LabelledSample> _gathered = [];
    private IOnlineLearner _model;

    public CloudEdge(Deployment deployment, int device, int batch, Cloud cloud)
    {
        (_deployment, _device, _batch, _cloud, _raw) = (deployment, device, batch, cloud, new RawSamples(deployment.Schema));
        _model = cloud.Untrained;
        cloud.Receivers[device] = model => _model = model;
    }

    public long ModelBytes => _model.ModelBytes;

    public int Predict(ReadOnlySpan<float> features) => _model.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        _gathered.Add(new LabelledSample(features.ToArray(), label));
        if (_gathered.Count >= _batch) Send();
    }

    private void Send()
    {
        var batch = _gathered;
        _gathered = [];
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var sample in batch) _raw.Write(sample.Features, sample.Label, writer);
        _deployment.Network.Send(
            _device, MeteredNetwork.Hub, MessageKind.Raw, _cloud.BytesOf(stream.ToArray()),
            () => _cloud.Take(_device, batch), failed: () => _gathered.InsertRange(0, batch));
    }
}
