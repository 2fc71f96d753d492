using System.Text.Json;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.CommandLine;

/// <summary>An agent whose settings are in a file: checked, run, and as it would be installed.</summary>
internal sealed class ConfiguredAgentTests : FolderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task It_is_checked_with_and_without_its_registry_and_runs()
    {
        var schema = SchemaDocument.From(DataSets.Open("sea?count=10", null, strict: true).Schema);
        await File.WriteAllTextAsync(Folder.File("task.json"), JsonSerializer.Serialize(new TaskManifest("sea", schema, "linear-logistic"), CartelJson.Default.TaskManifest));
        await ConfigureAsync("http://127.0.0.1:9", "report-every: 1");

        var (alone, findings, _) = await RunAsync("check", "--config", "agent.yaml");
        Assert.That(alone, Is.EqualTo(1), findings);
        Assert.That(findings, Does.Contain("ok       task: sea").And.Contain("ok       data: sea").And.Contain("error    registry: http://127.0.0.1:9/ cannot be reached").And.Contain("→"));

        using var registry = CartelProgram.Start("cartel-registry.dll", Folder.Path, "--port", "0", "--data", "registry");
        var listening = await Eventually.GetAsync(() => Task.FromResult(registry.Output), static text => text.Contains("Listening on ", StringComparison.Ordinal));
        var address = listening.Trim()["Listening on ".Length..];
        await ConfigureAsync(address, "report-every: 1");
        var (well, good, errors) = await RunAsync("check", "--config", "agent.yaml", "--json", "--warnings-as-errors");
        Assert.That(well, Is.Zero, good + errors);
        Assert.That(
            JsonDocument.Parse(good).RootElement.EnumerateArray().Select(static one => $"{one.GetProperty("check")}: {one.GetProperty("verdict")}"),
            Is.EqualTo(["task: ok", "data: ok", "state: ok", "registry: ok", "identity: ok", "clock: ok"]));

        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await new RegistryClient(http).PutTaskAsync(new TaskManifest("sea", schema, "linear-logistic"));
        using var agent = CartelProgram.Start("cartel-agent.dll", Folder.Path, "run", "--config", "agent.yaml", "--rate", "100", "--stay");
        await Eventually.GetAsync(() => new RegistryClient(http).AgentsAsync("sea"), static agents => agents is [{ Name: "gateway-7", Status.SampleCount: > 0 }]);
    }

    [TestCase("registri: http://127.0.0.1:9", "there is no setting “registri”; the nearest is “registry”")]
    [TestCase("cold-start: soon", "agent.yaml:5: --cold-start must lie between 0 and 1000000; “soon” is no such number")]
    [TestCase("registry: nowhere", "agent.yaml:5: --registry takes an address")]
    public async Task What_cannot_be_meant_is_a_misuse_with_its_place(string line, string expected)
    {
        await ConfigureAsync(registry: null, line);

        var (exitCode, _, errors) = await RunAsync("run", "--config", "agent.yaml");

        Assert.That(exitCode, Is.EqualTo(2), errors);
        Assert.That(errors, Does.Contain(expected));
    }

    [TestCase("stay: true", "MemoryMax=256M", "CPUQuota=100%")]
    [TestCase("memory: 96\ncpu: 25", "MemoryMax=96M", "CPUQuota=25%")]
    [TestCase("memory: 96\ncpu: 25", "MemoryMax=128M", "CPUQuota=25%", "--memory", "128")]
    [Platform("Linux", Reason = "elsewhere there is no unit to show")]
    public async Task The_service_would_run_with_the_same_file_within_its_limits(string lines, string memory, string cpu, params string[] more)
    {
        await ConfigureAsync(registry: null, lines);

        var (exitCode, unit, errors) = await RunAsync(["install", "--config", "agent.yaml", "--instance", "press", "--print", .. more]);

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(unit, Does.Contain($" run --config {Folder.File("agent.yaml")}").And.Contain($"\n{memory}\n{cpu}\n"));
    }

    private Task ConfigureAsync(string? registry, string more) => File.WriteAllTextAsync(Folder.File("agent.yaml"), $"""
        name: gateway-7
        task: task.json
        data: sea
        state: state
        {more}
        {(registry is null ? "" : $"registry: {registry}")}
        """);

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var run = CartelProgram.Start("cartel-agent.dll", Folder.Path, arguments);
        return (await run.EndAsync(Patience), run.Output.ReplaceLineEndings("\n"), run.Errors);
    }
}
