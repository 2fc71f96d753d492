using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Learns the samples of all devices in the order in which they arrive, and pushes its model to them.</summary>
internal sealed class Cloud(Deployment deployment, ICloudPolicy policy)
{
    private readonly IOnlineLearner _model = deployment.NewLearner();
    private IOnlineLearner? _pushed;

    /// <summary>What the devices serve before the first push.</summary>
    public IOnlineLearner Untrained { get; } = deployment.NewLearner();

    /// <summary>What each device does with a model that arrives.</summary>
    public Action<IOnlineLearner>?[] Receivers { get; } = new Action<IOnlineLearner>?[deployment.Devices];

    /// <summary>The length of a batch on the wire.</summary>
    public long BytesOf(ReadOnlySpan<byte> raw) => policy.BatchBytes(raw);

    /// <summary>Learns a batch, and pushes if it is time.</summary>
    public void Take(IReadOnlyList<LabelledSample> batch)
    {
        using (deployment.Training.Measure(MeteredNetwork.Hub))
        {
            foreach (var sample in batch) _model.Learn(sample.Features, sample.Label);
        }

        if (policy.JudgeBatch(_model, _pushed, batch)) Push();
    }

    // One copy for all devices: a prediction changes nothing that another depends on.
    private void Push()
    {
        var pushed = _pushed = _model.Clone();
        var bytes = policy.ModelBytes(pushed);
        for (var device = 0; device < deployment.Devices; device++)
        {
            var to = device;
            deployment.Network.Send(MeteredNetwork.Hub, to, MessageKind.Models, bytes, () => Receivers[to]?.Invoke(pushed));
        }
    }
}
