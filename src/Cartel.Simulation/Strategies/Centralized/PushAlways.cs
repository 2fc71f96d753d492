using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>The paper's push: samples as they are, and the whole model to every device after every batch.</summary>
internal sealed class PushAlways : ICloudPolicy
{
    public long BatchBytes(ReadOnlySpan<byte> raw) => raw.Length;

    public bool JudgeBatch(IOnlineLearner model, IOnlineLearner? pushed, IReadOnlyList<LabelledSample> batch) => true;

    public long ModelBytes(IOnlineLearner model) => model.Save().Length;
}
