namespace Cartel.Cli.Tests;

/// <summary>When the launcher builds, and what it says then.</summary>
[Platform("Linux,MacOsX", Reason = "Windows has cartel.cmd")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BuildTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Test]
    public async Task The_first_run_builds_and_says_so_and_the_second_does_neither()
    {
        var first = await _sandbox.Cartel(["learn"]);
        var second = await _sandbox.Cartel(["learn"]);

        Assert.Multiple(() =>
        {
            Assert.That(first.Errors, Does.Contain("Building Cartel (first time: about a minute)"));
            Assert.That(second.Errors, Is.Empty);
            Assert.That(_sandbox.Builds, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Two_launchers_at_once_build_once()
    {
        var both = await Task.WhenAll(_sandbox.Cartel(["learn"]), _sandbox.Cartel(["agent"]));

        Assert.Multiple(() =>
        {
            Assert.That(both.Select(static run => run.ExitCode), Is.All.EqualTo(7));
            Assert.That(_sandbox.Builds, Is.EqualTo(1));
        });
    }

    [TestCase("src/Some.cs")]
    [TestCase("src/New.cs")]
    [TestCase("registry/Another.csproj")]
    [TestCase("Directory.Build.props")]
    public async Task A_change_is_built_silently(string file)
    {
        await _sandbox.Cartel(["learn"]);
        await File.AppendAllTextAsync(_sandbox.At(file), " ");

        var finished = await _sandbox.Cartel(["learn"]);

        Assert.Multiple(() =>
        {
            Assert.That(_sandbox.Builds, Is.EqualTo(2));
            Assert.That(finished.Errors, Is.Empty);
        });
    }

    [Test]
    public async Task A_file_that_is_gone_is_a_change()
    {
        await _sandbox.Cartel(["learn"]);
        File.Delete(_sandbox.At("src/Some.cs"));
        await _sandbox.Cartel(["learn"]);

        Assert.That(_sandbox.Builds, Is.EqualTo(2));
    }

    [Test]
    public async Task Another_npm_is_a_change_because_without_one_the_dashboard_was_left_out()
    {
        await _sandbox.Cartel(["learn"]);
        File.Delete(_sandbox.At("bin/npm"));
        await _sandbox.Cartel(["learn"]);

        Assert.That(_sandbox.Builds, Is.EqualTo(2));
    }

    [Test]
    public async Task What_a_build_generates_is_no_change()
    {
        await _sandbox.Cartel(["learn"]);
        await File.WriteAllTextAsync(_sandbox.At("registry/wwwroot/index.html"), "");
        await _sandbox.Cartel(["learn"]);

        Assert.That(_sandbox.Builds, Is.EqualTo(1));
    }

    [Test]
    public async Task Benchmarks_are_built_apart_and_their_results_are_no_change()
    {
        Directory.CreateDirectory(_sandbox.At("tests/Cartel.Benchmarks/results"));
        await _sandbox.Cartel(["bench"]);
        await File.WriteAllTextAsync(_sandbox.At("tests/Cartel.Benchmarks/results/bench.md"), "");
        await _sandbox.Cartel(["bench"]);

        Assert.That(_sandbox.Calls.Where(static call => call.StartsWith("build", StringComparison.Ordinal)).Single(), Does.Contain("Cartel.Benchmarks.csproj"));
    }

    [Test]
    public async Task A_build_that_fails_shows_its_errors_once_and_is_tried_again()
    {
        var line = $"{_sandbox.At("src/Some.cs")}(1,5): error CS0029: no such conversion [{_sandbox.At("src/Some.csproj")}]";
        await File.WriteAllTextAsync(_sandbox.At("build-says"), $"noise\n{line}\n{line}\n");

        var first = await _sandbox.Cartel(["learn"]);
        File.Delete(_sandbox.At("build-says"));
        var second = await _sandbox.Cartel(["learn"]);

        Assert.Multiple(() =>
        {
            Assert.That(first.ExitCode, Is.EqualTo(1));
            Assert.That(first.Output, Is.Empty);
            Assert.That(first.Errors, Does.EndWith("The build failed:\nsrc/Some.cs(1,5): error CS0029: no such conversion\n"));
            Assert.That(second.ExitCode, Is.EqualTo(7));
        });
    }
}
