using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>The paper's push: samples as they are, and the whole model to every device after every batch.</summary>
/// <param name="devices">How many.</param>
internal sealed class PushAlways(int devices) : ICloudPolicy
{
    private readonly int[] _all = [.. Enumerable.Range(0, devices)];

    public long BatchBytes(ReadOnlySpan<byte> raw) => raw.Length;

    public IReadOnlyList<int> Judge(int device, IOnlineLearner model, IReadOnlyList<LabelledSample> batch) => _all;

    public long Push(IOnlineLearner model, IReadOnlyList<int> devices) => model.Save().Length;
}
