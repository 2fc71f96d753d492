using Cartel.Learning;
using Cartel.Onnx.Format;
using Cartel.Onnx.Runtime;

namespace Cartel.Onnx.Tests;

/// <summary>A learner behind an extractor, in one model: ONNX Runtime says of it what it says of the two, one after the other.</summary>
public sealed class ExportedExtractorTests
{
    private static readonly string[] Kinds =
    [
        .. OnlineLearner.Kinds.Where(static kind => kind != "linear"), ExportedScoresTests.EagerTree, ExportedScoresTests.EagerAdaptiveTree, "adaptive-random-forest?features=0", "network?hidden=7",
    ];

    private static readonly float[][] Fresh = [.. Mixture.Draw(99).Take(2_000).Select(static sample => sample.Values)];

    [Test]
    public void Every_learner_in_every_version_of_the_operators([ValueSource(nameof(Kinds))] string kind, [Values(13, 17, 18, 21)] int opset)
    {
        using var pair = new Pair(TrickyExtractor.Write(opset, format: opset < 19 ? 8 : 10), kind);

        pair.Learn(3_000);

        pair.RequireSameVerdicts(Fresh);
    }

    [Test]
    public void Numbers_that_are_missing_or_not_finite_are_as_the_agent_has_them()
    {
        using var pair = new Pair(TrickyExtractor.Write(13), "naive-bayes");
        pair.Learn(3_000);
        var embeddings = Fresh.Select(pair.EmbeddingOf).ToList();

        Assert.That(embeddings.Count(static embedding => embedding[0] == 0), Is.InRange(100, 1_900), "logarithms of what is negative, and of 0");
        pair.RequireSameVerdicts([.. Fresh, .. Fresh.Select(static _ => Enumerable.Repeat(float.NaN, Mixture.Schema.Features.Count).ToArray())]);
    }

    [Test]
    public void All_columns_are_looked_at()
    {
        var columns = new FeatureSchema([.. Enumerable.Range(0, 4).Select(static i => Feature.Numeric($"c{i}"))], ["a", "b"]);
        var behind = new FeatureSchema([Feature.Numeric("e0"), Feature.Numeric("e1")], columns.Classes);
        using var pair = new Pair(TestModels.Sums(), "linear-logistic", columns, behind, [0, 1, 2, 3]);
        float[][] rows = [.. Fresh.Select(static row => (float[])[row[0], row[2], row[3], row[4]])];
        foreach (var row in rows) pair.Learn(row, row[0] > 60 ? 1 : 0);

        pair.RequireSameVerdicts(rows);
    }

    /// <summary>An extractor as ONNX Runtime runs it, and a learner behind it.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly OnnxExtractor _running;
        private readonly TaskExtractor _extractor;
        private readonly OneHotEncoder _columns;
        private readonly ExtractingEncoder _encoder;
        private readonly IOnlineLearner _learner;
        private readonly float[] _features;

        public Pair(ModelProto model, string kind)
            : this(model, kind, Mixture.Schema, TrickyExtractor.Behind, TrickyExtractor.Columns)
        {
        }

        public Pair(ModelProto model, string kind, FeatureSchema columns, FeatureSchema behind, int[] inputs)
        {
            _extractor = new TaskExtractor("test", model.Check(), inputs);
            _running = new OnnxExtractor(_extractor.Model, TestModels.Length, ExtractorDevice.Cpu, static note => Assert.Fail(note));
            (_columns, _learner) = (new OneHotEncoder(columns), OnlineLearner.Create(kind, behind));
            _encoder = new ExtractingEncoder(_columns, inputs, _running);
            _features = new float[_encoder.Length];
        }

        public void Learn(int samples)
        {
            foreach (var (values, label) in Mixture.Draw(1).Take(samples)) Learn(values, label);
        }

        public void Learn(float[] values, int label)
        {
            _encoder.Observe(values);
            _encoder.Encode(values, _features);
            _learner.Learn(_features, label);
        }

        public float[] EmbeddingOf(float[] values)
        {
            _encoder.Encode(values, _features);
            return _features[^TestModels.Length..];
        }

        public void RequireSameVerdicts(float[][] rows) =>
            SameVerdicts.Require(_learner, _encoder, OnnxExport.Write(_learner, _columns, new ModelCard("test", null, []), _extractor), rows, rows.Length);

        public void Dispose() => _running.Dispose();
    }
}
