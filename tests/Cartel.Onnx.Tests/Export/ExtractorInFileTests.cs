using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx.Tests;

/// <summary>The file that holds a learner and the extractor before it.</summary>
public sealed class ExtractorInFileTests
{
    // Debian's checker knows them up to 17; ONNX Runtime has judged the later ones when it runs them.
    [Test]
    public async Task The_checker_accepts_it([Values("linear-logistic", "adaptive-random-forest")] string kind, [Values(13, 15, 17)] int opset)
    {
        var outputs = await Checker.CheckAsync(Write(TrickyExtractor.Write(opset, sparse: false), kind));

        Assert.That(outputs, Is.EqualTo("label:7:rows scores:1:rowsx5"));
    }

    [TestCase(13, 7, 0, 13, 7, 1)]
    [TestCase(21, 10, 0, 21, 10, 1)]
    [TestCase(17, 4, 3, 17, 7, 3)]
    [TestCase(13, 8, 4, 13, 8, 4)]
    public void It_is_written_in_the_versions_of_the_extractor_and_at_least_in_those_of_learners(int opset, int format, int classical, int expectedOpset, int expectedFormat, int expectedClassical)
    {
        var extractor = TrickyExtractor.Write(opset, format);
        if (classical > 0) extractor.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = classical });

        var model = ModelProto.Parser.ParseFrom(Write(extractor));

        Assert.That(model.OpsetImport.Select(static set => (set.Domain, set.Version)), Is.EqualTo([("", (long)expectedOpset), ("ai.onnx.ml", expectedClassical)]));
        Assert.That(model.IrVersion, Is.EqualTo(expectedFormat));
    }

    [Test]
    public void It_takes_the_tasks_columns_and_names_the_extractor_with_its_hash()
    {
        var extractor = TrickyExtractor.Of(TrickyExtractor.Write(13));

        var model = ModelProto.Parser.ParseFrom(Write(extractor, "linear-logistic"));
        var properties = model.MetadataProps.ToDictionary(static property => property.Key, static property => property.Value);

        Assert.That(model.Graph.Input.Single().Type.TensorType.Shape.Dim[1].DimValue, Is.EqualTo(Mixture.Schema.Features.Count));
        Assert.That(properties["columns"], Does.StartWith("""["load","medium","heat","noise","level","""));
        Assert.That(properties["schema"], Is.EqualTo(TrickyExtractor.Behind.Hash));
        Assert.That((properties["extractor"], properties["extractor_sha256"]), Is.EqualTo(("tricky", extractor.Model.Sha256)));
        Assert.That(extractor.Model.Sha256, Is.EqualTo(TestModels.HashOf(extractor.Model.Bytes)));
    }

    [TestCase(7)]
    [TestCase(12)]
    public void An_extractor_in_older_operators_is_refused_with_what_to_do(int opset) => Assert.That(
        () => Write(TestModels.Changed(model => model.OpsetImport[0].Version = opset)),
        Throws.TypeOf<OnnxException>().With.Message.Contains($"written in opset {opset}").And.Message.Contains("export the extractor with opset 13 or later"));

    [Test]
    public void Classical_operators_without_the_one_that_finds_leaves_are_refused() => Assert.That(
        () => Write(TestModels.Changed(static model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 5 }))),
        Throws.TypeOf<OnnxException>().With.Message.Contains("needs version 5 of the operators ai.onnx.ml"));

    [Test]
    public void Two_versions_of_the_operators_are_refused() => Assert.That(
        () => Write(TestModels.Changed(static model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 14 }))),
        Throws.TypeOf<OnnxException>().With.Message.Contains("needs the opsets 13 and 14 at once"));

    [Test]
    public void Functions_of_its_own_are_refused() => Assert.That(
        () => Write(TestModels.Changed(static model => model.Functions.Add(new FunctionProto { Name = "Gelu" }))),
        Throws.TypeOf<OnnxException>().With.Message.Contains("has functions of its own, such as “Gelu”"));

    private static byte[] Write(ModelProto extractor, string kind = "linear-logistic") => Write(TrickyExtractor.Of(extractor), kind);

    // The learner has seen embeddings made here: what the extractor would make of the same rows is another test's matter.
    private static byte[] Write(TaskExtractor extractor, string kind)
    {
        var (learner, columns, random) = (OnlineLearner.Create(kind, TrickyExtractor.Behind), new OneHotEncoder(Mixture.Schema), new Random(1));
        var features = new float[TrickyExtractor.Behind.EncodedLength];
        foreach (var (values, label) in Mixture.Draw(1).Take(500))
        {
            columns.Observe(values);
            for (var i = 0; i < features.Length; i++) features[i] = random.Next(3) + label;
            learner.Learn(features, label);
        }

        return OnnxExport.Write(learner, columns, new ModelCard("test", null, []), extractor);
    }
}
