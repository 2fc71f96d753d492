using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>A sane push: all is compressed, and a device gets the model only when its copy has become a worse one for it.</summary>
/// <remarks>It has become so when it does not know a class of the device's newest batch, or when, summed over the device's batches since
/// its last push, it erred on <c>gain</c> more samples than the cloud's model, which has learned the batch. What travels is what a device
/// needs to predict where a model has numbers (<see cref="IVectorModel"/>), else the model, by Brotli.</remarks>
/// <param name="devices">How many.</param>
/// <param name="gain">Errors that a push must save; at least 0.</param>
internal sealed class PushOnChange(int devices, double gain) : ICloudPolicy
{
    private readonly IOnlineLearner?[] _pushed = new IOnlineLearner?[devices];
    private readonly int[] _saved = new int[devices];

    public long BatchBytes(ReadOnlySpan<byte> raw) => Compression.Gzip(raw);

    public IReadOnlyList<int> Judge(int device, IOnlineLearner model, IReadOnlyList<LabelledSample> batch)
    {
        if (_pushed[device] is not { } served || batch.Any(sample => served.Evidence(sample.Label) == 0)) return [device];

        _saved[device] = Math.Max(0, _saved[device] + Errors(served, batch) - Errors(model, batch));
        return _saved[device] > 0 && _saved[device] >= gain ? [device] : [];
    }

    public long Push(IOnlineLearner model, IReadOnlyList<int> devices)
    {
        foreach (var device in devices) (_pushed[device], _saved[device]) = (model, 0);
        return Compression.Brotli(model is IVectorModel numbers ? numbers.ToVector().ToBytes() : model.Save());
    }

    private static int Errors(IOnlineLearner model, IReadOnlyList<LabelledSample> batch) =>
        batch.Count(sample => model.Predict(sample.Features).Label != sample.Label);
}
