using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>What a cloud that learns for its devices sends, and in which form.</summary>
internal interface ICloudPolicy
{
    /// <summary>The length on the wire of a batch of samples.</summary>
    long BatchBytes(ReadOnlySpan<byte> raw);

    /// <summary>Called once a batch: the devices that get the model anew.</summary>
    /// <param name="device">Whose batch it was.</param>
    /// <param name="model">As it is after the batch.</param>
    /// <param name="batch">What it has just learned.</param>
    IReadOnlyList<int> Judge(int device, IOnlineLearner model, IReadOnlyList<LabelledSample> batch);

    /// <summary>The length on the wire of a model that devices get; an independent copy of what was judged.</summary>
    /// <param name="model">It stays as it is.</param>
    /// <param name="devices">Who gets it.</param>
    long Push(IOnlineLearner model, IReadOnlyList<int> devices);
}
