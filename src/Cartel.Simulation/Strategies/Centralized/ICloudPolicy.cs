using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>What a cloud that learns for its devices sends, and in which form.</summary>
internal interface ICloudPolicy
{
    /// <summary>The length on the wire of a batch of samples.</summary>
    long BatchBytes(ReadOnlySpan<byte> raw);

    /// <summary>Called once a batch: whether the devices get the model anew.</summary>
    /// <param name="model">As it is after the newest batch.</param>
    /// <param name="pushed">What the devices have; null at first.</param>
    /// <param name="batch">The newest batch, just learned.</param>
    bool JudgeBatch(IOnlineLearner model, IOnlineLearner? pushed, IReadOnlyList<LabelledSample> batch);

    /// <summary>The length on the wire of a model.</summary>
    long ModelBytes(IOnlineLearner model);
}
