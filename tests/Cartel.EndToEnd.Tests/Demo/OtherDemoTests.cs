using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>The demo on real data; on Redis it is in <see cref="RedisCrashTests"/>.</summary>
[TestFixture, Category("Slow")]
public sealed class OtherDemoTests
{
    [TestCase("mnist:mnist", "mnist")]
    [TestCase("csv:csv/nsl-kdd-train.csv.gz?label=class", "csv/nsl-kdd-train.csv.gz")]
    public async Task On_real_data_parts_travel_and_nobody_is_the_worse_for_it(string data, string file)
    {
        Repository.DataFile(file);
        using var demo = await RunningDemo.StartAsync("--for", "45s", "--data", data, "--agents", "6");

        var outcome = await demo.EndAsync();

        outcome.AssertFields("sqlite");
        outcome.AssertThatPartsTravelledAndNobodyWasHarmed();
    }

    [Test]
    public async Task Behind_a_feature_extractor_digits_are_learned_and_lent_as_embeddings()
    {
        Repository.DataFile("mnist");
        if (!File.Exists(Path.Combine(Repository.Root, "src/Microsoft.ML.OnnxRuntime/node_modules/.package-lock.json"))) Assert.Ignore("ONNX Runtime is not here: this test needs npm with Node 20.19 or later.");
        using var demo = await RunningDemo.StartAsync("--for", "30s", "--task", "digits-onnx", "--agents", "4");

        var outcome = await demo.EndAsync();

        outcome.AssertFields("sqlite");
        outcome.AssertThatPartsTravelledAndNobodyWasHarmed();
        // Of the pixels themselves a linear learner knows nine tenths after as many samples.
        Assert.That(outcome.Accuracies, Has.All.GreaterThan(0.95));
    }
}
