namespace Cartel.Cli.Tests;

/// <summary><c>./cartel test</c>: what it runs, and what its last line counts.</summary>
[Platform("Linux,MacOsX", Reason = "Windows has cartel.cmd")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TestCommandTests : IDisposable
{
    private const string TwoProjects = """
        Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: 1 s - A.Tests.dll (net10.0)
        Failed!  - Failed:     2, Passed:     3, Skipped:     4, Total:     9, Duration: 1 s - B.Tests.dll (net10.0)

        """;

    private const string OneProject = "Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: 1 s - A.Tests.dll (net10.0)\n";

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [TestCase(OneProject, 0, "12 passed, 0 failed", 0)]
    [TestCase(TwoProjects, 1, "15 passed, 2 failed, 4 skipped", 1)]
    [TestCase(OneProject, 1, "12 passed, 1 failed", 1, Description = "a project whose tests crashed says no numbers")]
    [TestCase("", 0, "0 passed, 1 failed", 1, Description = "a filter that nothing matches")]
    public async Task The_last_line_adds_up_all_projects(string says, int exits, string lastLine, int exitCode)
    {
        var finished = await Run(says, exits);

        Assert.Multiple(() =>
        {
            Assert.That(finished.Output.TrimEnd('\n').Split('\n')[^1], Is.EqualTo(lastLine));
            Assert.That(finished.ExitCode, Is.EqualTo(exitCode));
        });
    }

    [Test]
    public async Task A_wrong_format_counts_as_one_failed()
    {
        await File.WriteAllTextAsync(_sandbox.At("unformatted"), "");

        var finished = await Run(OneProject, 0);

        Assert.Multiple(() =>
        {
            Assert.That(finished.Output, Does.EndWith("\n12 passed, 1 failed\n"));
            Assert.That(finished.ExitCode, Is.EqualTo(1));
        });
    }

    [TestCase("Adwin", "FullyQualifiedName~Adwin")]
    [TestCase("A(1)", @"FullyQualifiedName~A\(1\)", Description = "brackets mean something in a filter")]
    public async Task A_filter_is_part_of_a_tests_name(string filter, string expected)
    {
        await Run(OneProject, 0, filter);

        Assert.That(_sandbox.Calls[^1], Does.EndWith($"--filter {expected}"));
    }

    [Test]
    public async Task Fast_leaves_out_the_format_and_the_slow_tests()
    {
        await Run(OneProject, 0, "--fast");

        Assert.Multiple(() =>
        {
            Assert.That(_sandbox.Calls, Has.None.StartsWith("format"));
            Assert.That(_sandbox.Calls[^1], Does.Contain("TestCategory!=Slow"));
        });
    }

    private async Task<Finished> Run(string says, int exits, params string[] arguments)
    {
        await File.WriteAllTextAsync(_sandbox.At("test-says"), says);
        await File.WriteAllTextAsync(_sandbox.At("test-exits"), $"{exits}");
        return await _sandbox.Cartel(["test", .. arguments]);
    }
}
