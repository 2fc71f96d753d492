using Cartel.Learning;
using Cartel.Onnx.Format;
using Cartel.Onnx.Runtime;
using Cartel.Testing;
using Google.Protobuf;

namespace Cartel.Onnx.Tests;

/// <summary>Feature extractors as ONNX Runtime runs them.</summary>
public sealed class OnnxExtractorTests : FolderTest
{
    [Test]
    public void Every_row_gets_its_embedding([Values(0, 1, 2, 255, 256, 257, 1000)] int rows)
    {
        using var extractor = Load(TestModels.Sums());
        float[] values = [.. Enumerable.Range(0, rows * TestModels.Inputs).Select(static i => (float)i)];
        var embeddings = new float[rows * TestModels.Length];

        extractor.Extract(values, embeddings);

        Assert.That(embeddings, Is.EqualTo(values.Chunk(2).Select(static pair => pair[0] + pair[1])));
    }

    [Test]
    public void What_is_not_finite_becomes_0()
    {
        using var extractor = Load(TestModels.Sums());
        var embedding = new float[TestModels.Length];

        extractor.Extract([float.MaxValue, float.MaxValue, 1, 2], embedding);

        Assert.That(embedding, Is.EqualTo((float[])[0, 3]));
    }

    [TestCase(3, 2, "no whole rows of 4")]
    [TestCase(4, 3, "3 places where 2 are due")]
    public void Lengths_that_do_not_go_together_are_refused(int rows, int places, string reason)
    {
        using var extractor = Load(TestModels.Sums());

        Assert.That(() => extractor.Extract(new float[rows], new float[places]), Throws.ArgumentException.With.Message.Contains(reason));
    }

    [Test]
    public void An_operator_that_is_missing_is_named() => Assert.That(
        () => Load(TestModels.Changed(static model => model.Graph.Node[0].OpType = "Teleport")),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("Teleport"));

    [Test]
    public void Shapes_that_do_not_go_together_are_refused_at_once() => Assert.That(
        () => Load(TestModels.Changed(static model => (model.Graph.Initializer[0].Dims[0], model.Graph.Initializer[0].Dims[1]) = (2, 4))),
        Throws.TypeOf<InvalidDataException>());

    [Test]
    public void Who_wants_a_GPU_where_there_is_none_hears_that_the_processor_takes_its_place()
    {
        var notes = new List<string>();
        using var extractor = Load(TestModels.Sums(), ExtractorDevice.Cuda, notes.Add);
        var embedding = new float[TestModels.Length];

        extractor.Extract([1, 2, 3, 4], embedding);

        Assert.That(embedding, Is.EqualTo((float[])[3, 7]));
        if (notes.Count > 0) Assert.That(notes, Is.EqualTo((string[])[notes[0]]).And.All.StartsWith("the feature extractor runs on the processor: CUDA cannot be used ("));
    }

    [Test]
    public void Nothing_is_said_where_the_processor_is_what_is_wanted([Values(ExtractorDevice.Cpu, ExtractorDevice.Auto)] ExtractorDevice device) =>
        Load(TestModels.Sums(), device, static note => Assert.Fail(note)).Dispose();

    private IFeatureExtractor Load(ModelProto model, ExtractorDevice device = ExtractorDevice.Cpu, Action<string>? note = null)
    {
        var (file, bytes) = (Folder.File("model.onnx"), model.ToByteArray());
        File.WriteAllBytes(file, bytes);
        return new OnnxExtractors().Load(new ExtractorRequest(file, TestModels.HashOf(bytes), TestModels.Inputs, TestModels.Length, device), note ?? (static _ => { }));
    }
}
