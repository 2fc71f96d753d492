using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx.Tests;

public sealed class ExportedFileTests
{
    private static readonly string[] Kinds = [.. OnlineLearner.Kinds.Where(static kind => kind != "linear"), ExportedScoresTests.EagerAdaptiveTree, "adaptive-random-forest?features=0"];

    [Test]
    public async Task The_checker_accepts_every_learner([ValueSource(nameof(Kinds))] string kind, [Values(0, 500, 8_750)] int samples)
    {
        var (learner, encoder) = Mixture.Learned(kind, 1, samples, classes: samples > 500 ? 5 : 3);

        var outputs = await Checker.CheckAsync(OnnxExport.Write(learner, encoder, new ModelCard("test", null, [])));

        // 7: int64, 1: float.
        Assert.That(outputs, Is.EqualTo("label:7:rows scores:1:rowsx5"));
    }

    [Test]
    public void A_model_says_what_it_is_and_what_it_came_from()
    {
        var (learner, encoder) = Mixture.Learned("softmax", 1, 123);

        var model = ModelProto.Parser.ParseFrom(OnnxExport.Write(learner, encoder, new ModelCard("valve", "valve-1", ["class:2 of valve-7"])));

        Assert.Multiple(() =>
        {
            Assert.That(model.ModelVersion, Is.EqualTo(123));
            Assert.That(model.OpsetImport.Select(static set => (set.Domain, set.Version)), Is.EquivalentTo(((string, long)[])[("", 13), ("ai.onnx.ml", 1)]));
            Assert.That(model.MetadataProps.ToDictionary(static property => property.Key, static property => property.Value), Is.EqualTo(new Dictionary<string, string>
            {
                ["task"] = "valve",
                ["agent"] = "valve-1",
                ["learner"] = "softmax",
                ["version"] = "123",
                ["classes"] = """["calm","busy","hot","loud","lost"]""",
                ["columns"] = """["load","medium","heat","noise","level","site","light","constant"]""",
                ["schema"] = Mixture.Schema.Hash,
                ["lineage"] = """["class:2 of valve-7"]""",
            }));
        });
    }

    [Test]
    public void What_a_learner_learns_later_is_not_in_its_model()
    {
        var (learner, encoder) = Mixture.Learned("linear-logistic", 1, 500);
        var card = new ModelCard("test", null, []);
        var formula = ((IExplicitLearner)learner).Formula();
        var before = OnnxExport.Write(learner, encoder, card);

        learner.Learn(new float[Mixture.Schema.EncodedLength], 0);

        Assert.That(OnnxExport.Write(learner, encoder, card), Is.Not.EqualTo(before));
        Assert.That(((LinearFormula)formula).Weights, Is.Not.EqualTo(((LinearFormula)((IExplicitLearner)learner).Formula()).Weights));
    }
}
