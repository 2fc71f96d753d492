using Microsoft.ML.OnnxRuntime;

namespace Cartel.Onnx.Tests;

/// <summary>The files that the tests of the import are of are what ONNX Runtime takes them for.</summary>
public sealed class ImportedFileTests
{
    [TestCase("scaled-logistic", 5)]
    [TestCase("one-versus-rest", 5)]
    [TestCase("binary", 2)]
    [TestCase("forest", 5)]
    [TestCase("forest", 2)]
    public async Task ONNX_Runtime_scores_as_scikit_learn_does(string model, int classes)
    {
        var given = await SciKit.TrainAsync(model, classes);
        using var session = new InferenceSession(given.Model);
        using var input = OrtValue.CreateTensorValueFromMemory(given.Test.SelectMany(static sample => sample.Features).ToArray(), [given.Test.Count, Mixture.Schema.EncodedLength]);
        using var options = new RunOptions();

        using var outputs = session.Run(options, ["row"], [input], ["scores"]);

        Assert.That(outputs[0].GetTensorDataAsSpan<float>().ToArray(), Is.EqualTo(given.Probabilities.SelectMany(static row => row).Select(static number => (float)number)).Within(1e-4f));
    }
}
