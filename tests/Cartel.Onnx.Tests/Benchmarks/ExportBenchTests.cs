namespace Cartel.Onnx.Tests;

/// <summary><c>./cartel bench export</c>.</summary>
public sealed class ExportBenchTests
{
    [Test]
    public async Task A_forest_is_grown_to_its_leaves_and_timed()
    {
        var (exitCode, output, errors) = await Bench.RunAsync("export", "leveraging-bagging?trees=5", "50");

        Assert.That(exitCode, Is.Zero, errors);
        var cells = output.Trim().Split('|', StringSplitOptions.TrimEntries);
        Assert.Multiple(() =>
        {
            Assert.That(cells, Has.Length.EqualTo(8));
            Assert.That(cells[1], Is.EqualTo("leveraging-bagging?trees=5"));
            Assert.That(int.Parse(cells[2]), Is.AtLeast(50));
            Assert.That(cells[3..6], Is.All.Matches("^[0-9]"));
            Assert.That(cells[6], Is.EqualTo("200"));
        });
    }

    [TestCase("linear", "100", "linear has no leaves to count")]
    [TestCase("magic", "0", "magic")]
    [TestCase("linear", "-1", "LEAVES must be 0 to")]
    public async Task What_cannot_be_measured_is_refused(string learner, string leaves, string reason)
    {
        var (exitCode, output, errors) = await Bench.RunAsync("export", learner, "--", leaves);

        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.StartWith("cartel bench: ").And.Contain(reason));
    }
}
