using Cartel.Learning;

namespace Cartel.Agent;

/// <summary>The same learner fed the same samples, never collaborating: what collaboration is measured against.</summary>
internal sealed class IsolatedTwin(IOnlineLearner learner, PrequentialMetrics metrics)
{
    public PrequentialMetrics Metrics => metrics;

    public int Predict(ReadOnlySpan<float> features) => learner.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        metrics.Observe(label, learner.Predict(features).Label);
        learner.Learn(features, label);
    }

    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var (model, seen) = (learner.Save(), metrics.Save());
        writer.Write(model.Length);
        writer.Write(model);
        writer.Write(seen.Length);
        writer.Write(seen);
        return stream.ToArray();
    }

    public static IsolatedTwin Restore(FeatureSchema schema, ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        var learner = OnlineLearner.Restore(schema, reader.Bytes(reader.Int32()));
        var metrics = PrequentialMetrics.Restore(reader.Bytes(reader.Int32()));
        reader.End();
        return new IsolatedTwin(learner, metrics);
    }
}
