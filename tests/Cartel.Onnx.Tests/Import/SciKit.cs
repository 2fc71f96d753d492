using System.Text.Json;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Onnx.Tests;

/// <summary>Classifiers that scikit-learn trained on <see cref="Mixture"/>, and what it predicts with them: an independent judge.</summary>
internal sealed record SciKit(byte[] Model, IReadOnlyList<string> Predicted, IReadOnlyList<double[]> Probabilities, IReadOnlyList<string> Classes, OneHotEncoder Encoder, IReadOnlyList<EncodedSample> Trained, IReadOnlyList<EncodedSample> Test)
{
    private const string Missing = "There is no scikit-learn with onnx for Python: ./cartel test installs them, as root on Debian.";

    /// <summary>Trains one; the test is skipped where there is no scikit-learn.</summary>
    /// <param name="model">One of the names in scikit.py.</param>
    /// <param name="classes">How many of the classes occur.</param>
    public static async Task<SciKit> TrainAsync(string model, int classes = 5)
    {
        var encoder = new OneHotEncoder(Mixture.Schema);
        foreach (var (values, _) in Mixture.Draw(seed: 11, classes).Skip(3000).Take(2000)) encoder.Observe(values);
        var (trained, test) = (Encoded(encoder, 11, classes), Encoded(encoder, 12, classes));
        var request = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model,
            rows = trained.Select(static sample => sample.Features),
            labels = trained.Select(static sample => Mixture.Schema.Classes[sample.Label]),
            test = test.Select(static sample => sample.Features),
        });
        using var document = JsonDocument.Parse(await Python.RunAsync(Missing, request, Path.Combine(Repository.Root, "tests", "Cartel.Onnx.Tests", "Import", "scikit.py")));
        var answer = document.RootElement;
        return new SciKit(
            answer.GetProperty("onnx").GetBytesFromBase64(),
            [.. answer.GetProperty("predicted").EnumerateArray().Select(static label => label.GetString()!)],
            [.. answer.GetProperty("probabilities").EnumerateArray().Select(static row => row.EnumerateArray().Select(static number => number.GetDouble()).ToArray())],
            [.. answer.GetProperty("classes").EnumerateArray().Select(static label => label.GetString()!)],
            encoder, trained, test);
    }

    private static List<EncodedSample> Encoded(OneHotEncoder encoder, int seed, int classes)
    {
        var samples = new List<EncodedSample>();
        foreach (var (values, label) in Mixture.Draw(seed, classes).Skip(3000).Take(2000))
        {
            var features = new float[Mixture.Schema.EncodedLength];
            encoder.Encode(values, features);
            samples.Add(new EncodedSample(features, label));
        }

        return samples;
    }
}
