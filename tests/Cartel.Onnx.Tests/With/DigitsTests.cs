using Cartel.Agent;
using Cartel.Learning;
using Cartel.Onnx.Runtime;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Onnx.Tests;

/// <summary>models/digits: the extractor that ships, on images that it was not trained on.</summary>
public sealed class DigitsTests
{
    private const int Length = 48;

    // The network was trained on those before.
    private const int FirstUnseen = 20_000;

    private static readonly string File = Path.Combine(Repository.Root, "models", "digits", "digits.onnx");

    [Test]
    public void It_is_small() => Assert.That(new FileInfo(File).Length, Is.LessThanOrEqualTo(200_000));

    [Test]
    public void An_image_has_one_embedding_whatever_batch_it_is_in()
    {
        using var digits = Load();
        var random = new Random(1);
        float[] images = [.. Enumerable.Range(0, 40 * digits.Inputs).Select(_ => random.NextSingle())];
        var (together, alone) = (new float[40 * Length], new float[Length]);

        digits.Extract(images, together);

        for (var i = 0; i < 40; i++)
        {
            digits.Extract(images.AsSpan(i * digits.Inputs, digits.Inputs), alone);
            Assert.That(alone, Is.EqualTo(together[(i * Length)..((i + 1) * Length)]).Within(1e-4));
        }
    }

    [Test]
    public void On_a_GPU_it_makes_the_embeddings_that_the_processor_makes()
    {
        var notes = new List<string>();
        using var onGpu = Load(ExtractorDevice.Cuda, notes.Add);
        if (notes.Count > 0) Assert.Ignore(notes[0]);

        using var onProcessor = Load();
        var random = new Random(1);
        float[] images = [.. Enumerable.Range(0, 256 * onGpu.Inputs).Select(_ => random.NextSingle())];
        var (found, expected) = (new float[256 * Length], new float[256 * Length]);
        onGpu.Extract(images, found);
        onProcessor.Extract(images, expected);

        // GPUs multiply with eleven bits where they may (TF32).
        Assert.That(found, Is.EqualTo(expected).Within(1e-2 * expected.Max()));
    }

    [Test]
    public void It_lifts_the_linear_learner_on_MNIST_to_98_percent()
    {
        var mnist = Repository.DataFile("mnist");
        using var digits = Load();
        var (train, test) = (Read(mnist, "train"), Read(mnist, "t10k"));
        var schema = new FeatureSchema([.. Enumerable.Range(0, Length).Select(static i => Feature.Numeric($"e{i}"))], [.. Enumerable.Range(0, 10).Select(static i => $"{i}")]);
        var (learner, embedding) = (OnlineLearner.Create("linear", schema), new float[Length]);
        foreach (var (image, label) in train.Skip(FirstUnseen))
        {
            digits.Extract(image, embedding);
            learner.Learn(embedding, label);
        }

        var right = test.Count(sample =>
        {
            digits.Extract(sample.Image, embedding);
            return learner.Predict(embedding).Label == sample.Label;
        });

        TestContext.Out.WriteLine($"{right} of 10,000 right");
        Assert.That(right, Is.GreaterThanOrEqualTo(9_800));
    }

    [Test]
    public async Task With_a_learner_behind_it_it_is_one_model_that_reads_MNIST_as_the_agent_does([Values("linear-logistic", "adaptive-random-forest")] string kind)
    {
        var mnist = Repository.DataFile("mnist");
        var manifest = TaskFile.Read(Path.ChangeExtension(File, "json"));
        var (columns, bytes, inputs) = (new OneHotEncoder(manifest.Schema.ToSchema()), System.IO.File.ReadAllBytes(File), Enumerable.Range(0, 784).ToArray());
        using var digits = Load();
        var (encoder, learner, embedding) = (new ExtractingEncoder(columns, inputs, digits), OnlineLearner.Create(kind, manifest.ToModelSchema()), new float[Length]);
        foreach (var (image, label) in Read(mnist, "train").Skip(FirstUnseen).Take(3_000))
        {
            encoder.Encode(image, embedding);
            learner.Learn(embedding, label);
        }

        var extractor = new TaskExtractor("digits", ExtractorModel.Check(bytes, TestModels.HashOf(bytes), 784, Length), inputs);
        var exported = OnnxExport.Write(learner, columns, new ModelCard("digits", null, []), extractor);

        Assert.That(await Checker.CheckAsync(exported), Is.EqualTo("label:7:rows scores:1:rowsx10"));
        SameVerdicts.Require(learner, encoder, exported, Read(mnist, "t10k").Select(static sample => sample.Image), samples: 10_000);
    }

    private static IFeatureExtractor Load(ExtractorDevice device = ExtractorDevice.Cpu, Action<string>? note = null)
    {
        var bytes = System.IO.File.ReadAllBytes(File);
        return new OnnxExtractors().Load(new ExtractorRequest(File, TestModels.HashOf(bytes), 784, Length, device), note ?? (static _ => { }));
    }

    private static IEnumerable<(float[] Image, int Label)> Read(string folder, string set)
    {
        var data = DataSets.Open($"idx:{folder}/{set}-images-idx3-ubyte.gz?labels={folder}/{set}-labels-idx1-ubyte.gz", null, strict: true);
        for (var row = 0; row < data.Count; row++)
        {
            var image = new float[data.Schema.Features.Count];
            data.Read(row, image);
            yield return (image, data.Label(row));
        }
    }
}
