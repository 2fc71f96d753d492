using System.Text.Json;
using Cartel.Testing;

namespace Cartel.Cli.Tests.Load;

/// <summary>The command as a user runs it, with a registry of its own.</summary>
public sealed class LoadCommandTests
{
    [TestCase("")]
    [TestCase("--redis")]
    public async Task A_small_fleet_is_served_without_an_error_and_everything_is_reported(string store)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "load.json");

        var finished = await Load(["--agents", "24", "--rate", "60", "--for", "2s", "--connections", "4", "--json", file, .. store.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        using var result = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var operations = result.RootElement.GetProperty("operations").EnumerateArray().ToDictionary(static one => one.GetProperty("name").GetString()!);
        Assert.Multiple(() =>
        {
            Assert.That(result.RootElement.GetProperty("agents").GetInt32(), Is.EqualTo(24));
            Assert.That(result.RootElement.GetProperty("seconds").GetDouble(), Is.GreaterThanOrEqualTo(1.9));
            Assert.That(result.RootElement.GetProperty("registryResidentBytes").GetInt64(), Is.GreaterThan(10_000_000), "no .NET process is smaller");
            Assert.That(result.RootElement.GetProperty("store").GetString(), Is.EqualTo(store.Length > 0 ? "redis" : "sqlite"));
            Assert.That(operations.Keys, Is.SupersetOf(new[] { "register", "first-publish", "publish", "agent", "profile" }));
            Assert.That(operations["register"].GetProperty("count").GetInt32(), Is.EqualTo(24));
            Assert.That(operations.Values.Sum(static one => one.GetProperty("errors").GetInt64()), Is.Zero, finished.Output);
            foreach (var one in operations.Values)
            {
                Assert.That(one.GetProperty("p50Ms").GetDouble(), Is.InRange(0.001, one.GetProperty("p95Ms").GetDouble()));
                Assert.That(one.GetProperty("p99Ms").GetDouble(), Is.GreaterThanOrEqualTo(one.GetProperty("p95Ms").GetDouble()));
            }
        });
    }

    [Test]
    public async Task A_registry_that_is_not_there_is_named()
    {
        // Nobody listens on the port of discarded messages.
        var finished = await Load(["--agents", "1", "--for", "1s", "--url", "http://127.0.0.1:9"]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.EqualTo(1));
            Assert.That(finished.Errors, Does.Contain("http://127.0.0.1:9").And.Contain("does not answer"));
        });
    }

    [TestCase("--mix", "reed")]
    [TestCase("--url", "127.0.0.1:5080")]
    [TestCase("--agents", "0")]
    [TestCase("--for", "0s")]
    [TestCase("--replicas", "2", Description = "they would share nothing")]
    public async Task A_misuse_is_named(params string[] arguments)
    {
        var finished = await Load(arguments);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.EqualTo(2));
            Assert.That(finished.Errors, Does.Contain(arguments[0]).Or.Contain(arguments[1]));
        });
    }

    private static Task<Finished> Load(string[] arguments) =>
        Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "load", .. arguments]);
}
