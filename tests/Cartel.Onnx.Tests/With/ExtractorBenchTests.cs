using Cartel.Testing;

namespace Cartel.Onnx.Tests;

/// <summary><c>./cartel bench extractor</c>.</summary>
public sealed class ExtractorBenchTests : FolderTest
{
    [Test]
    public async Task An_extractor_stands_beside_ONNX_Runtime_in_every_batch()
    {
        SumsTask.Write(Folder);

        var (exitCode, output, errors) = await Bench.RunAsync("extractor", Folder.Path, "1");

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output, Does.Contain("sums.onnx").And.Contain("\nGPU: ").And.Contain("| ratio | target |").And.Match(@"The target is (met|missed)"));
        Assert.That(
            output.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).Select(static line => line.Split('|')[1].Trim()),
            Is.EqualTo((string[])["1", "32", "256"]));
    }

    [Test]
    public async Task A_folder_of_two_tasks_is_refused()
    {
        SumsTask.Write(Folder);
        File.Copy(SumsTask.FileIn(Folder), Folder.File("other.json"));

        var (exitCode, _, errors) = await Bench.RunAsync("extractor", Folder.Path);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Is.EqualTo($"cartel bench: the folder {Folder.Path} has 2 files *.json; name the one of the task{Environment.NewLine}"));
    }

    [TestCase("0")]
    [TestCase("1001")]
    public async Task A_number_of_rounds_has_bounds(string rounds)
    {
        var (exitCode, _, errors) = await Bench.RunAsync("extractor", Folder.Path, rounds);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("ROUNDS must be 1 to 1000"));
    }
}
