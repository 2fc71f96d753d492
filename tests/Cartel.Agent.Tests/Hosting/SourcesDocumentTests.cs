using System.Diagnostics;
using System.Text.RegularExpressions;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Hosting;

/// <summary>The commands of docs/sources.md, as they stand there.</summary>
public sealed partial class SourcesDocumentTests : FolderTest
{
    private static string Page => File.ReadAllText(Path.Combine(Repository.Root, "docs", "sources.md"));

    private static IEnumerable<string> Commands => Block().Matches(Page).Select(static block => block.Groups[1].Value.Trim());

    private static IEnumerable<string> Names => Source().Matches(Page).Select(static name => name.Groups[1].Value).Where(static name => name != "http:").Distinct();

    [TestCaseSource(nameof(Commands))]
    public async Task A_command_of_the_document_learns_all_of_its_file(string command)
    {
        Directory.CreateSymbolicLink(Folder.File("models"), Path.Combine(Repository.Root, "models"));
        var start = new ProcessStartInfo("bash", ["-c", $"cartel-agent() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "cartel-agent.dll")}' \"$@\"; }}\n{command}"])
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.Zero, error);
        Assert.That(error + await output, Does.Contain("the stream ended after 300 samples"));
        var report = await File.ReadAllTextAsync(Directory.GetFiles(Folder.Path, "report.json", SearchOption.AllDirectories).Single());
        Assert.That(report, Does.Contain("\"samples\":300").And.Contain("\"badRows\":0"));
    }

    [TestCaseSource(nameof(Names))]
    public void A_source_that_the_document_names_is_one(string name)
    {
        var live = LiveSources.IsLive(name);

        Assert.That(live || name.StartsWith("csv:", StringComparison.Ordinal), Is.True, name);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("(?:--data |--labels )'([^']+)'")]
    private static partial Regex Source();
}
