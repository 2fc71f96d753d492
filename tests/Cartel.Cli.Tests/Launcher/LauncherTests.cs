namespace Cartel.Cli.Tests;

/// <summary>The bash launcher, against a dotnet that only pretends.</summary>
[Platform("Linux,MacOsX", Reason = "Windows has cartel.cmd")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LauncherTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [TestCase]
    [TestCase("--help")]
    [TestCase("help")]
    public async Task Help_lists_the_commands_and_builds_nothing(params string[] arguments)
    {
        var finished = await _sandbox.Cartel(arguments);

        Assert.Multiple(() =>
        {
            Assert.That(finished, Is.EqualTo(new Finished(0, File.ReadAllText(_sandbox.At("src/Cartel.Cli/commands.txt")), "")));
            Assert.That(_sandbox.Calls, Is.Empty);
        });
    }

    [TestCase("lern", "learn")]
    [TestCase("deom", "demo")]
    [TestCase("reg", "registry", Description = "its beginning: demo is fewer edits away")]
    [TestCase("tests", "test")]
    [TestCase("benchmark", "bench")]
    public async Task An_unknown_command_is_refused_with_the_nearest_one(string command, string nearest)
    {
        var finished = await _sandbox.Cartel([command]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.EqualTo(2));
            Assert.That(finished.Errors, Does.Contain($"“{command}”").And.Contain($"“{nearest}”"));
            Assert.That(_sandbox.Calls, Is.Empty);
        });
    }

    [TestCase("learn", "cartel.dll learn --data x?y=z")]
    [TestCase("agent", "cartel-agent.dll --data x?y=z")]
    [TestCase("registry", "cartel-registry.dll --data x?y=z")]
    [TestCase("bench", "Cartel.Benchmarks.dll --data x?y=z")]
    public async Task A_command_runs_its_program_where_the_user_stands_and_passes_its_exit_code(string command, string expected)
    {
        var elsewhere = Directory.CreateDirectory(_sandbox.At("else where")).FullName;

        var finished = await _sandbox.Cartel([command, "--data", "x?y=z"], folder: elsewhere);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.EqualTo(7));
            Assert.That(finished.Output, Is.EqualTo($"ran {expected} in {elsewhere}\n"));
        });
    }

    [Test]
    public async Task The_launcher_works_through_symbolic_links()
    {
        Directory.CreateDirectory(_sandbox.At("links"));
        File.CreateSymbolicLink(_sandbox.At("links/first"), "../cartel");
        File.CreateSymbolicLink(_sandbox.At("links/second"), _sandbox.At("links/first"));

        var finished = await _sandbox.Cartel(["learn"], "links/second");

        Assert.That(finished.Output, Does.StartWith("ran cartel.dll learn"));
    }

    [Test]
    public async Task A_missing_SDK_is_named_with_the_line_that_installs_it()
    {
        File.WriteAllText(_sandbox.At("no-sdk"), "");
        File.WriteAllText(_sandbox.At("global.json"), """{ "sdk": { "version": "99.0.100", "rollForward": "latestPatch" } }""");

        var finished = await _sandbox.Cartel(["learn"]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.EqualTo(1));
            Assert.That(finished.Errors, Does.Contain("curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 99.0.1xx"));
        });
    }
}
