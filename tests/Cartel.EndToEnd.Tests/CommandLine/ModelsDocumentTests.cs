using System.Text.RegularExpressions;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>The commands of docs/onnx.md and docs/mlnet.md, as they stand there.</summary>
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
        var finished = await RunAsync(Commands("onnx.md", "Export"));

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(await File.ReadAllBytesAsync(Folder.File("valve-too.onnx")), Is.EqualTo(await File.ReadAllBytesAsync(Folder.File("valve.onnx"))));
        Assert.That(File.Exists(Folder.File("valve-as-well.onnx")));
    }

    [Test]
    public async Task A_model_from_elsewhere_is_imported_and_its_row_is_lent_to_an_agent_that_meets_the_class()
    {
        using var registry = CartelProgram.Start("cartel-registry.dll", Folder.Path, "--port", "0", "--data", "registry");
        var address = (await Eventually.GetAsync(() => Task.FromResult(registry.Output), static text => text.Contains("Listening on ", StringComparison.Ordinal))).Trim()["Listening on ".Length..];

        var finished = await RunAsync(Commands("onnx.md", "Import"), $"export REGISTRY={address}\ntrap 'kill $(jobs -p)' EXIT");

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(finished.Said, Does.Contain("linear, 3 classes one versus the rest, taken up by linear-logistic"));
        // The file ends before probation does. A part of the office's is one, too, that the registry has kept.
        var merged = AgentReports.Read(Folder.File(".cartel/agents/valve-1")).Transfers.Where(static transfer => transfer.MergedAtSample is not null).ToList();
        Assert.That(merged.SelectMany(static transfer => transfer.Donors ?? []), Has.Some.Contains("office"), finished.Said);
    }

    [Test]
    public async Task A_published_agent_learns_behind_the_extractor()
    {
        Repository.DataFile("mnist");
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(Repository.Root, "src/Microsoft.ML.OnnxRuntime/node_modules/.package-lock.json"))) Assert.Ignore("ONNX Runtime is not here: this test is for Linux, with npm and Node 20.19 or later.");

        var finished = await RunAsync(Commands("onnx.md", "Feature extractors"));

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(AgentReports.Read(Folder.File(".cartel/agents/d1")).Accuracy, Is.GreaterThan(0.97));
    }

    [Test]
    public async Task With_the_packages_of_MLNet_its_trainers_learn_and_lend()
    {
        if (!File.Exists(Path.Combine(Repository.Root, "artifacts/bin/Cartel.MLNet.Tests/release/Microsoft.ML.Core.dll"))) Assert.Ignore("the package feed has no Microsoft.ML (./cartel configure)");

        // The plug-in is put beside a copy of the programs: other tests run those.
        var programs = Folder.File("programs");
        await Finished.RunAsync(Folder.Path, "cp", "-r", AppContext.BaseDirectory, programs);
        var finished = await RunAsync(
            Commands("mlnet.md", "ML.NET's trainers"),
            $$"""
            export PROGRAMS='{{programs}}'
            dotnet() { (cd '{{Repository.Root}}' && command dotnet "${@/#artifacts\/bin\/Cartel.Cli\/release/$PROGRAMS}"); }
            """);

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(finished.Said, Does.Contain("mlnet:logistic-regression").And.Contain("recover"));
    }

    [Test]
    public async Task Without_them_each_command_says_what_it_lacks()
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "Cartel.MLNet.dll"))) Assert.Ignore("the plug-in is beside the programs");

        var commands = Commands("mlnet.md", "ML.NET's trainers").Split('\n').Where(static line => line.StartsWith("./cartel ", StringComparison.Ordinal)).ToList();
        Assert.That(commands, Is.Not.Empty);
        foreach (var command in commands)
        {
            var finished = await RunAsync(command);

            Assert.That(finished.ExitCode, Is.EqualTo(2), finished.Said);
            Assert.That(finished.Said, Does.Contain("comes with the plug-in “mlnet”, which is not beside this program").And.Contain("./cartel publish --with mlnet"));
        }
    }

    private async Task<Finished> RunAsync(string commands, string before = "")
    {
        if (!Directory.Exists(Folder.File("models"))) Directory.CreateSymbolicLink(Folder.File("models"), Path.Combine(Repository.Root, "models"));
        await File.WriteAllTextAsync(Folder.File("cartel"), Launcher);
        return await Finished.RunAsync(
            Patience, Folder.Path, new Dictionary<string, string> { ["PROGRAMS"] = AppContext.BaseDirectory }, "bash", "-c", $"set -e\nchmod +x cartel\n{before}\n{commands}");
    }

    private static string Commands(string page, string section)
    {
        var text = $"\n{File.ReadAllText(Path.Combine(Repository.Root, "docs", page))}".Split(["\n# ", "\n## "], StringSplitOptions.None).Single(part => part.StartsWith($"{section}\n", StringComparison.Ordinal));
        var commands = string.Concat(Block().Matches(text).Select(static block => block.Groups[1].Value));
        Assert.That(commands, Is.Not.Empty, $"docs/{page} has no commands under “{section}”");
        return commands;
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
