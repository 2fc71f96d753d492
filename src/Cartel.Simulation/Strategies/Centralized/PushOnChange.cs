using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>A sane push: all is compressed, and the devices get the model only when theirs has become a worse one.</summary>
/// <remarks>It has become so when it does not know a class of the newest batch, or when, summed over the batches since the
/// last push, it erred on <c>gain</c> more samples than the cloud's model, which is one batch ahead.</remarks>
/// <param name="gain">Errors that a push must save; at least 0.</param>
internal sealed class PushOnChange(double gain) : ICloudPolicy
{
    private int _saved;

    public long BatchBytes(ReadOnlySpan<byte> raw) => Compression.Gzip(raw);

    public bool JudgeBatch(IOnlineLearner model, IOnlineLearner? pushed, IReadOnlyList<LabelledSample> batch)
    {
        if (pushed is not null) _saved = Math.Max(0, _saved + Errors(pushed, batch) - Errors(model, batch));
        var due = pushed is null || _saved >= gain || batch.Any(sample => pushed.Evidence(sample.Label) == 0);
        if (due) _saved = 0;
        return due;
    }

    public long ModelBytes(IOnlineLearner model) => Compression.Brotli(model.Save());

    private static int Errors(IOnlineLearner model, IReadOnlyList<LabelledSample> batch) =>
        batch.Count(sample => model.Predict(sample.Features).Label != sample.Label);
}
