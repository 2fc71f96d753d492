using System.Globalization;

namespace Cartel.Onnx.Tests;

/// <summary><c>./cartel bench export</c>.</summary>
public sealed class ExportBenchTests
{
    [Test]
    public async Task A_forest_is_timed_with_its_leaves_and_bytes()
    {
        var (exitCode, output, errors) = await Bench.RunAsync("export", "leveraging-bagging?trees=5", "500");

        Assert.That(exitCode, Is.Zero, errors);
        var cells = output.Trim().Split('|', StringSplitOptions.TrimEntries);
        Assert.Multiple(() =>
        {
            Assert.That(cells[1..3], Is.EqualTo((string[])["leveraging-bagging?trees=5", "500"]));
            Assert.That(int.Parse(cells[3], CultureInfo.InvariantCulture), Is.AtLeast(5), "one of each tree");
            Assert.That(cells[4..7], Is.All.Match("^[0-9]"));
            Assert.That(cells[7], Is.EqualTo("200"));
        });
    }

    [TestCase("magic", "100", "magic")]
    [TestCase("linear", "0", "SAMPLES must be 1 to 1,000,000")]
    public async Task What_cannot_be_measured_is_refused(string learner, string samples, string reason)
    {
        var (exitCode, output, errors) = await Bench.RunAsync("export", learner, samples);

        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.StartWith("cartel bench: ").And.Contain(reason));
    }
}
