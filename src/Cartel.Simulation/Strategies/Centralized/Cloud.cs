using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Learns the samples of all devices in the order in which they arrive, and pushes its model to them.</summary>
internal sealed class Cloud(Deployment deployment, ICloudPolicy policy)
{
    private readonly IOnlineLearner _model = deployment.NewLearner();

    /// <summary>What the devices serve before the first push.</summary>
    public IOnlineLearner Untrained { get; } = deployment.NewLearner();

    /// <summary>What each device does with a model that arrives.</summary>
    public Action<IOnlineLearner>?[] Receivers { get; } = new Action<IOnlineLearner>?[deployment.Devices];

    /// <summary>The length of a batch on the wire.</summary>
    public long BytesOf(ReadOnlySpan<byte> raw) => policy.BatchBytes(raw);

    /// <summary>Learns a device's batch, and pushes where it is time.</summary>
    public void Take(int device, IReadOnlyList<LabelledSample> batch)
    {
        using (deployment.Training.Measure(MeteredNetwork.Hub))
        {
            foreach (var sample in batch) _model.Learn(sample.Features, sample.Label);
        }

        var due = policy.Judge(device, _model, batch);
        if (due.Count > 0) Push(due);
    }

    // One copy for all devices: a prediction changes nothing that another depends on.
    private void Push(IReadOnlyList<int> devices)
    {
        var pushed = _model.Clone();
        var bytes = policy.Push(pushed, devices);
        foreach (var device in devices)
            deployment.Network.Send(MeteredNetwork.Hub, device, MessageKind.Models, bytes, () => Receivers[device]?.Invoke(pushed));
    }
}
