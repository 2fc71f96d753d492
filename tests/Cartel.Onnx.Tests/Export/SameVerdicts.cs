using Cartel.Learning;

namespace Cartel.Onnx.Tests;

/// <summary>Compares an exported model with the learner that it came from, sample by sample.</summary>
internal static class SameVerdicts
{
    private const int Batch = 500;

    /// <summary>On 10,000 samples every label is the same, and no score differs by more than 1e−5.</summary>
    public static void Require(IOnlineLearner learner, OneHotEncoder encoder, IEnumerable<float[]> stream) =>
        Require(learner, encoder, OnnxExport.Write(learner, encoder, new ModelCard("test", null, [])), stream, samples: 10_000);

    /// <summary>The same of so many samples, whatever stands between columns and learner.</summary>
    public static void Require(IOnlineLearner learner, ISampleEncoder encoder, byte[] exported, IEnumerable<float[]> stream, int samples)
    {
        var schema = learner.Schema;
        using var model = new RunningModel(exported);
        var (features, expected, count, widest) = (new float[schema.EncodedLength], new float[schema.Classes.Count], 0, 0.0);
        foreach (var rows in stream.Take(samples).Chunk(Batch))
        {
            var (labels, scores) = model.Run([.. rows.SelectMany(static row => row)], encoder.Schema.Features.Count);
            for (var i = 0; i < rows.Length; i++, count++)
            {
                encoder.Encode(rows[i], features);
                learner.Score(features, expected);
                var actual = scores.AsSpan(i * expected.Length, expected.Length);
                for (var k = 0; k < expected.Length; k++) widest = Math.Max(widest, Math.Abs(expected[k] - actual[k]));

                if (labels[i] != learner.Predict(features).Label)
                    Assert.Fail($"sample {count}: {labels[i]} by [{string.Join(", ", actual.ToArray())}], not {learner.Predict(features).Label} by [{string.Join(", ", expected)}]");
            }
        }

        Assert.That(widest, Is.LessThanOrEqualTo(1e-5));
        Assert.That(count, Is.EqualTo(samples));
        TestContext.Out.WriteLine($"{learner.Kind}: scores differ by {widest:g3} at most");
    }
}
