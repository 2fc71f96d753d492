using System.Text.Json;
using System.Xml.Linq;
using Cartel.Testing;

namespace Cartel.Cli.Tests;

public sealed class PaperTests
{
    private const string Data = "rbf?classes=4&features=5&centroids=12&count=3000";

    private const string Plan = """
        {
          "name": "tiny",
          "description": "For tests.",
          "kind": "introduction",
          "data": ["rbf?classes=4&features=5&centroids=12&count=3000", "mnist:no-such-folder"],
          "agents": 4,
          "samples": 400,
          "at": 150
        }
        """;

    [Test]
    public async Task A_tiny_evaluation_prints_a_table_and_writes_json_a_page_and_tables()
    {
        using var folder = new TemporaryFolder();
        var finished = await Run(folder, Plan, "--json", folder.File("out.json"), "--html", folder.File("out.html"), "--markdown", folder.File("out.md"));

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("out.json")));
        var run = json.RootElement.GetProperty("runs").EnumerateArray().Single(one => one.GetProperty("strategy").GetString() == "isolated");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(finished.Output, Does.Contain($"tiny on {Data}").And.Contain("isolated").And.Contain("left out: mnist:no-such-folder"));
            Assert.That(finished.Errors, Does.Contain("no-such-folder"));
            Assert.That(run.GetProperty("workload").GetString(), Is.EqualTo("tiny"));
            Assert.That(run.GetProperty("seeds").GetInt32(), Is.EqualTo(2));
            Assert.That(run.GetProperty("samplesToRecover").EnumerateObject().Select(one => one.Name), Is.SupersetOf((string[])["median", "p95", "never"]));
            Assert.That(run.GetProperty("bytes").EnumerateObject().Select(one => one.Name), Is.EqualTo(["total", "metadata", "parts", "models", "raw", "protocol"]));
            Assert.That(run.EnumerateObject().Select(one => one.Name), Is.SupersetOf((string[])["data", "learner", "regret", "meanAccuracy", "finalAccuracy", "modelBytes", "trainSeconds"]));
            Assert.That(json.RootElement.GetProperty("ratios").ValueKind, Is.EqualTo(JsonValueKind.Array));
            Assert.That(json.RootElement.GetProperty("leftOut")[0].GetProperty("data").GetString(), Is.EqualTo("mnist:no-such-folder"));
            Assert.That(File.ReadAllText(folder.File("out.md")), Does.Contain("| tiny | rbf |"));
        }

        PageIsWellFormedAndNeedsNothingElse(File.ReadAllText(folder.File("out.html")));
    }

    [Test]
    public async Task A_bad_workload_ends_with_2_and_names_the_line_before_anything_runs()
    {
        using var folder = new TemporaryFolder();
        var finished = await Run(folder, Plan.Replace("\"at\": 150", "\"share\": 1.5"));

        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Errors, Does.Contain("tiny.json, line 8, share: is 1.5"));
        Assert.That(Directory.Exists(folder.File("kept")), Is.False);
    }

    [Test]
    public void Tables_go_between_the_marks_of_a_document_and_leave_the_rest_alone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("doc.md");
        var result = new Simulation.EvaluationResult([], [], [], [], [], Complete: true);
        PaperMarkdown.Write(path, result);
        var block = File.ReadAllText(path);
        File.WriteAllText(path, $"before\n{block.Replace("strategy", "old")}after\n");

        PaperMarkdown.Write(path, result);

        Assert.That(File.ReadAllText(path), Is.EqualTo($"before\n{block}after\n"));
    }

    private static void PageIsWellFormedAndNeedsNothingElse(string html)
    {
        var page = XDocument.Parse(html);
        var attributes = page.Descendants().SelectMany(element => element.Attributes()).Where(attribute => !attribute.IsNamespaceDeclaration).ToArray();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Descendants().Select(element => element.Name.LocalName), Has.None.AnyOf("script", "link", "img", "iframe", "object"));
            Assert.That(attributes.Select(attribute => attribute.Value), Has.None.Contains("//"));
            Assert.That(page.Descendants("style").Single().Value, Does.Not.Contain("url(").And.Not.Contain("@import").And.Contain("prefers-color-scheme: dark"));
            Assert.That(page.Descendants().Count(element => element.Name.LocalName == "svg"), Is.EqualTo(3), "accuracy, recovery, bytes");
            Assert.That(attributes.Any(attribute => attribute is { Name.LocalName: "content", Value: "width=device-width, initial-scale=1" }));
        }
    }

    private static Task<Finished> Run(TemporaryFolder folder, string plan, params string[] more)
    {
        File.WriteAllText(folder.File("tiny.json"), plan);
        return Shell.RunAsync(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "paper", "--workload", folder.File("tiny.json"),
                "--strategy", "isolated", "--strategy", "centralized", "--seeds", "2", "--resume", folder.File("kept"), .. more,
            ]);
    }
}
