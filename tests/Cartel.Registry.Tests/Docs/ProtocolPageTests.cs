using System.Text.RegularExpressions;
using Cartel.Registry.Api;
using Cartel.Registry.Lists;
using Cartel.Registry.Tests.OpenApi;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Docs;

/// <summary>What <c>docs/protocol.md</c> says is so.</summary>
internal sealed partial class ProtocolPageTests : RegistryTest
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md"));

    [Test]
    public async Task Its_commands_run_one_after_another()
    {
        using var folder = new TemporaryFolder();
        var commands = string.Join('\n', ShellBlocks().Matches(Page).Select(block => block.Groups[1].Value));

        var (exitCode, output, errors) = await Shell.RunAsync(
            "bash", ["-euo", "pipefail", "-c", commands], folder.Path, ("CARTEL", Registry.Address.GetLeftPart(UriPartial.Authority)));

        Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
        Assert.That(output, Does.Contain("\"state\":\"fetching\"").And.Contain("\"state\":\"adopted\"").And.Contain("\"priors\":[{"));
        Assert.That(await Client.TasksAsync(), Is.Empty, "the last command removes the task");
        Assert.That((await EventKindsAsync()).Distinct(), Is.SupersetOf(new[] { "agent.joined", "novelty", "transfer.adopted", "drift", "part.recalled" }));
    }

    [Test]
    public async Task It_names_every_operation()
    {
        foreach (var operation in (await ApiDocument.LoadAsync(Http)).Operations)
        {
            // The page leaves out what every path begins with, and much of the agents'.
            var path = operation.Path.Replace("/api/v1/namespaces/{ns}", "", StringComparison.Ordinal);
            var brief = path.Replace("/tasks/{task}/agents/{agent}", "…/agents/{agent}", StringComparison.Ordinal);
            Assert.That(Page.Contains($"`{path}", StringComparison.Ordinal) || Page.Contains($"`{brief}", StringComparison.Ordinal) || Page.Contains($" {path}", StringComparison.Ordinal), Is.True, $"{operation.Method} {path}");
        }
    }

    [Test]
    public void It_names_every_member_that_lists_are_filtered_by()
    {
        Check(TaskShape.Shape);
        Check(AgentShape.At(DateTimeOffset.UnixEpoch));
        Check(TransferShape.Shape);
        Check(ZooShape.Shape);
        Check(EventShape.Shape);

        static void Check<T>(Shape<T> shape)
        {
            var row = Page.Split('\n').Single(line => Regex.IsMatch(line, $@"^\| `/(tasks/{{task}}/)?{shape.Name}`( \(filter only\))? \|"));
            foreach (var field in shape.Fields) Assert.That(row, Does.Contain($"`{field.Name}`"));
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();
}
