using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>A model whose probabilities a test dictates; it counts what it is given to learn.</summary>
internal sealed class ScriptedLearner(FeatureSchema schema, Func<float, float[]> probabilities) : IOnlineLearner
{
    public string Kind => "scripted";

    public FeatureSchema Schema => schema;

    public long SamplesLearned { get; private set; }

    public long ModelBytes => 0;

    public long Evidence(int label) => SamplesLearned;

    public Prediction Predict(ReadOnlySpan<float> features)
    {
        var scores = probabilities(features[0]);
        var best = Array.IndexOf(scores, scores.Max());
        return new Prediction(best, scores[best]);
    }

    public void Score(ReadOnlySpan<float> features, Span<float> scores) => probabilities(features[0]).CopyTo(scores);

    public void Learn(ReadOnlySpan<float> features, int label) => SamplesLearned++;

    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes) => [];

    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
    }

    public IOnlineLearner Clone() => this;

    public IOnlineLearner Untrained() => this;

    public byte[] Save() => [];
}
