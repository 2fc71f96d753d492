using System.Diagnostics;
using System.Text.RegularExpressions;
using Cartel.EndToEnd.Tests;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Processes;

/// <summary>The requests that docs/agent.md shows are made, one after the other, and answered as it says.</summary>
[Platform(Exclude = "Win", Reason = "they are for a shell")]
internal sealed class DocumentedRequestsTests : FolderTest
{
    private const string Port = "9464";

    [Test]
    public async Task They_are_answered_as_the_page_says()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "agent.md"));
        var section = page[page.IndexOf("## Local HTTP\n", StringComparison.Ordinal)..].Split("\n## ")[0];
        var port = $"{FreePort.Next()}";
        await File.WriteAllTextAsync(Folder.File("flows.json"), Block(section, "json"));
        await File.WriteAllTextAsync(Folder.File("agent.yaml"), Block(section, "yaml").Replace(Port, port, StringComparison.Ordinal));
        using var agent = CartelProgram.Start("cartel-agent.dll", Folder.Path, "run", "--config", "agent.yaml");
        await Eventually.GetAsync(() => Task.FromResult(agent.Errors), static said => said.Contains("[140]", StringComparison.Ordinal));

        foreach (Match block in Blocks("sh").Matches(section))
        {
            foreach (var (request, answer) in Requests(block.Groups[1].Value))
            {
                var (exitCode, output) = await ShellAsync(request.Replace(Port, port, StringComparison.Ordinal));
                Assert.That(exitCode, Is.Zero, request + output);
                Assert.That(output, Does.Contain(answer), request);
            }
        }
    }

    // A request may take several lines; the comment below it is what the answer has.
    private static IEnumerable<(string Request, string Answer)> Requests(string block)
    {
        var request = "";
        foreach (var line in block.Split('\n'))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                yield return (request, line[2..]);
                request = "";
            }
            else
            {
                request += line + "\n";
            }
        }
    }

    private static string Block(string section, string kind) => Blocks(kind).Match(section).Groups[1].Value;

    private static Regex Blocks(string kind) => new($"```{kind}\n(.*?)```", RegexOptions.Singleline);

    private static async Task<(int ExitCode, string Output)> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-ec", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        return (shell.ExitCode, await output + await errors);
    }
}
