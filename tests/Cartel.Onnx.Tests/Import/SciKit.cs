using System.ComponentModel;
using System.Diagnostics;
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
        var request = JsonSerializer.Serialize(new
        {
            model,
            rows = trained.Select(static sample => sample.Features),
            labels = trained.Select(static sample => Mixture.Schema.Classes[sample.Label]),
            test = test.Select(static sample => sample.Features),
        });
        var answer = await AskAsync(request);
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

    private static async Task<JsonElement> AskAsync(string request)
    {
        var script = Path.Combine(Repository.Root, "tests", "Cartel.Onnx.Tests", "Import", "scikit.py");
        foreach (var program in (string[])["/usr/bin/python3", "python3"])
        {
            var (exitCode, output, errors) = await RunAsync(program, script, request);
            if (exitCode is null or 77) continue;

            Assert.That(exitCode, Is.Zero, errors);
            return JsonDocument.Parse(output).RootElement.Clone();
        }

        Assert.Ignore(Missing);
        return default;
    }

    private static async Task<(int? ExitCode, string Output, string Errors)> RunAsync(string program, string script, string request)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo(program, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
            try
            {
                await python.StandardInput.WriteAsync(request);
                python.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read all: its exit code says why.
            }

            await python.WaitForExitAsync();
            return (python.ExitCode, await output, await errors);
        }
        catch (Win32Exception)
        {
            return (null, "", "");
        }
    }
}
