using System.Text.RegularExpressions;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>The commands of docs/onnx.md, as they stand there, one section after the other.</summary>
[Category("Slow")]
internal sealed partial class ModelsDocumentTests : FolderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    // What the launcher does with a command, on the programs that are built already. Nothing is compiled ahead: that takes minutes on two cores.
    private const string Launcher = """
        #!/bin/sh
        command=$1; shift
        case $command in
          agent) exec dotnet "$PROGRAMS/cartel-agent.dll" "$@" ;;
          publish) exec dotnet "$PROGRAMS/cartel.dll" publish --jit --out "$PWD/artifacts/publish" "$@" ;;
          *) exec dotnet "$PROGRAMS/cartel.dll" "$command" "$@" ;;
        esac
        """;

    [Test]
    public async Task An_agents_model_is_exported()
    {
        var finished = await RunAsync("Export");

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(await File.ReadAllBytesAsync(Folder.File("valve-too.onnx")), Is.EqualTo(await File.ReadAllBytesAsync(Folder.File("valve.onnx"))));
        Assert.That(File.Exists(Folder.File("valve-as-well.onnx")));
    }

    [Test]
    public async Task A_model_from_elsewhere_is_imported_and_its_row_is_lent_to_an_agent_that_meets_the_class()
    {
        using var registry = CartelProgram.Start("cartel-registry.dll", Folder.Path, "--port", "0", "--data", "registry");
        var address = (await Eventually.GetAsync(() => Task.FromResult(registry.Output), static text => text.Contains("Listening on ", StringComparison.Ordinal))).Trim()["Listening on ".Length..];

        var finished = await RunAsync("Import", $"export REGISTRY={address}\ntrap 'kill $(jobs -p)' EXIT");

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(finished.Said, Does.Contain("linear, 3 classes one versus the rest, taken up by linear-logistic"));
        // The file ends before probation does.
        var merged = AgentReports.Read(Folder.File(".cartel/agents/valve-1")).Transfers.Where(static transfer => transfer.MergedAtSample is not null).ToList();
        Assert.That(merged.SelectMany(static transfer => transfer.Donors ?? []), Does.Contain("office"), finished.Said);
    }

    [Test]
    public async Task A_published_agent_learns_behind_the_extractor()
    {
        Repository.DataFile("mnist");
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(Repository.Root, "src/Microsoft.ML.OnnxRuntime/node_modules/.package-lock.json"))) Assert.Ignore("ONNX Runtime is not here: this test is for Linux, with npm and Node 20.19 or later.");

        var finished = await RunAsync("Feature extractors");

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(AgentReports.Read(Folder.File(".cartel/agents/d1")).Accuracy, Is.GreaterThan(0.97));
    }

    private async Task<Finished> RunAsync(string section, string before = "")
    {
        var commands = string.Concat(Block().Matches(Section(section)).Select(static block => block.Groups[1].Value));
        Assert.That(commands, Is.Not.Empty, $"docs/onnx.md has no commands under “{section}”");
        Directory.CreateSymbolicLink(Folder.File("models"), Path.Combine(Repository.Root, "models"));
        await File.WriteAllTextAsync(Folder.File("cartel"), Launcher);
        return await Finished.RunAsync(
            Patience, Folder.Path, new Dictionary<string, string> { ["PROGRAMS"] = AppContext.BaseDirectory }, "bash", "-c", $"set -e\nchmod +x cartel\n{before}\n{commands}");
    }

    private static string Section(string name)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "onnx.md"));
        return page.Split("\n## ").Single(section => section.StartsWith($"{name}\n", StringComparison.Ordinal));
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
