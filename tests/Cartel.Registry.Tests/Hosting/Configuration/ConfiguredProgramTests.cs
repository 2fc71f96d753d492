using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting.Configuration;

/// <summary>The program with a file, an environment and a command line that do not agree.</summary>
internal sealed class ConfiguredProgramTests : FolderTest
{
    [Test]
    public async Task The_command_line_is_stronger_than_the_environment_and_that_than_the_file()
    {
        var file = await FileAsync("port: 1001\nlease: 20s\nlog-format: json\n");

        var (exitCode, output, errors) = await CheckAsync(["--config", file, "--port", "1003"], ("CARTEL_REGISTRY_PORT", "1002"), ("CARTEL_REGISTRY_LEASE", "30s"));

        Assert.That(exitCode, Is.Zero, errors);
        Assert.Multiple(() =>
        {
            Assert.That(output, Does.Contain("port: 1003  # command line"));
            Assert.That(output, Does.Contain("lease: 30s  # CARTEL_REGISTRY_LEASE"));
            Assert.That(output, Does.Contain($"log-format: json  # {file}:3"));
            Assert.That(output, Does.Contain("host: 127.0.0.1  # default"));
        });
    }

    [Test]
    public async Task What_the_check_says_is_a_file_that_says_the_same()
    {
        var (_, first, _) = await CheckAsync(["--zoo", "7", "--store", "redis", "--redis", "127.0.0.1:7000"]);

        var (exitCode, second, errors) = await CheckAsync(["--config", await FileAsync(first)]);

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(WithoutSources(second), Is.EqualTo(WithoutSources(first)));
    }

    [Test]
    public async Task A_configured_registry_serves()
    {
        var file = await FileAsync($"port: 0\ndata: {Folder.File("data")}\nlog-format: json\n");

        using var registry = await RegistryProcess.StartAsync("--config", file);

        Assert.That(await registry.Http.GetStringAsync("/readyz"), Is.EqualTo("ok"));
    }

    [TestCase("prot: 5080\n", "", "the nearest is “port”")]
    [TestCase("port: 70000\n", "", "registry.yaml:1: --port must lie between 0 and 65535")]
    [TestCase("port: many\n", "", "registry.yaml:1: --port must lie between 0 and 65535; “many” is no such number")]
    [TestCase("limit-requests: some\n", "", "“some” is no such number")]
    [TestCase("stop-with-stdin: true\n", "", "there is no setting “stop-with-stdin”")]
    [TestCase("config: other.yaml\n", "", "there is no setting “config”")]
    [TestCase("lease: 1h\n", "", "registry.yaml:1: ")]
    [TestCase("log-level: loud\n", "", "loud")]
    [TestCase("", "CARTEL_REGISTRY_ZOO=-3", "CARTEL_REGISTRY_ZOO: ")]
    [TestCase("", "CARTEL_REGISTRY_LAESE=3s", "the nearest is “lease”")]
    [TestCase("trace-share: 2\n", "", "--trace-share must lie between 0 and 1")]
    [TestCase("otlp: somewhere\n", "", "is not the address of a collector")]
    [TestCase("host: 0.0.0.0\n", "", "loopback")]
    public async Task What_is_wrong_is_named_with_its_place_and_nothing_is_started(string text, string variable, string expected)
    {
        var (exitCode, _, errors) = await CheckAsync(
            ["--config", await FileAsync(text)], variable.Split('=') is [var name, var value] ? [(name, value)] : []);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors, Does.Contain(expected));
    }

    [Test]
    public async Task A_file_that_is_not_there_is_named()
    {
        var (exitCode, _, errors) = await CheckAsync(["--config", Folder.File("none.yaml")]);

        Assert.That((exitCode, errors), Is.EqualTo((2, errors)));
        Assert.That(errors, Does.Contain("none.yaml"));
    }

    [Test]
    public async Task Passwords_are_not_shown()
    {
        var (_, output, errors) = await CheckAsync(["--redis", "127.0.0.1:7000,password=hunter2"]);

        Assert.That(output + errors, Does.Not.Contain("hunter2"));
    }

    private async Task<string> FileAsync(string text)
    {
        var file = Folder.File("registry.yaml");
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private static Task<(int ExitCode, string Output, string Errors)> CheckAsync(string[] arguments, params (string Name, string Value)[] environment) =>
        RegistryProcess.RunAsync(environment, [.. arguments, "--check"]);

    private static string[] WithoutSources(string text) => [.. text.Split('\n').Select(static line => line.Split("  #")[0])];
}
