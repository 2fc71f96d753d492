namespace Cartel.Cli.Tests;

/// <summary><c>./cartel test</c>: what it runs, and what its last line counts.</summary>
[Platform("Linux,MacOsX", Reason = "Windows has cartel.cmd")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TestCommandTests : IDisposable
{
    private const string Twelve = "echo 'Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: 1 s - A.Tests.dll (net10.0)'";
    private const string TwoOfNine = "echo 'Failed!  - Failed:     2, Passed:     3, Skipped:     4, Total:     9, Duration: 1 s - B.Tests.dll (net10.0)'; exit 1";

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [TestCase("", "12 passed, 0 failed", 0)]
    [TestCase(TwoOfNine, "15 passed, 2 failed, 4 skipped", 1)]
    [TestCase("exit 134", "12 passed, 1 failed", 1, Description = "a project whose tests crashed says no numbers")]
    [TestCase(Twelve + "; exit 1", "24 passed, 1 failed", 1, Description = "it crashed after it had said them")]
    [TestCase("kill -9 $PPID", "12 passed, 1 failed", 1, Description = "who ran it is gone too, and the others run all the same")]
    public async Task The_last_line_adds_up_all_projects(string beta, string lastLine, int exitCode)
    {
        _sandbox.TestsDo("Cartel.Alpha.Tests", Twelve);
        _sandbox.TestsDo("Cartel.Beta.Tests", beta);

        var finished = await _sandbox.Cartel(["test"]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.Output.TrimEnd('\n').Split('\n')[^1], Is.EqualTo(lastLine));
            Assert.That(finished.ExitCode, Is.EqualTo(exitCode));
        });
    }

    [Test]
    public async Task A_filter_that_nothing_matches_fails()
    {
        var finished = await _sandbox.Cartel(["test", "Nothing"]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.Output, Does.EndWith("There is no such test.\n\n0 passed, 1 failed\n"));
            Assert.That(finished.ExitCode, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_wrong_format_counts_as_one_failed()
    {
        await File.WriteAllTextAsync(_sandbox.At("unformatted"), "");
        _sandbox.TestsDo("Cartel.Alpha.Tests", Twelve);

        var finished = await _sandbox.Cartel(["test"]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.Output, Does.Contain("The format differs: run  dotnet format\n").And.EndsWith("\n12 passed, 1 failed\n"));
            Assert.That(finished.ExitCode, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Two_projects_run_side_by_side_and_the_output_of_each_stays_together()
    {
        // Each says half, waits until the other has said its half, and says the rest.
        const string Dance = "echo {0} begins; touch \"$SANDBOX/{0}\"; until [[ -f $SANDBOX/{1} ]]; do sleep 0.05; done; echo {0} ends";
        _sandbox.TestsDo("Cartel.EndToEnd.Tests", string.Format(null, Dance, "one", "other"));
        _sandbox.TestsDo("Cartel.Alpha.Tests", string.Format(null, Dance, "other", "one"));

        var finished = await _sandbox.Cartel(["test"]);

        Assert.That(finished.Output, Does.Contain("one begins\none ends\n").And.Contain("other begins\nother ends\n"));
    }

    [Test]
    public async Task All_projects_and_the_format_run_once_and_what_takes_longest_begins_first()
    {
        await _sandbox.Cartel(["test"]);

        var begun = _sandbox.Calls.SkipWhile(static call => !call.StartsWith("test", StringComparison.Ordinal) && !call.StartsWith("format", StringComparison.Ordinal)).ToList();
        Assert.That(begun, Has.Count.EqualTo(Sandbox.Projects.Length + 1));
        foreach (var project in Sandbox.Projects) Assert.That(begun, Has.One.Contains($"/artifacts/bin/{project}/release/{project}.dll "));
        Assert.That(begun.Take(2), Has.One.Contains("Cartel.EndToEnd.Tests").And.One.StartsWith("format whitespace . --folder --verify-no-changes"));
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task Ended_early_it_leaves_nothing_running(string signal)
    {
        foreach (var project in Sandbox.Projects) _sandbox.TestsDo(project, "sleep 600 & echo $! >>\"$SANDBOX/children\"; wait");
        var running = _sandbox.Cartel(["test"]);
        var children = await Testing.Eventually.GetAsync(() => LinesAsync("children"), static lines => lines.Length == 2);

        await Shell.RunAsync("kill", [$"-{signal}", (await LinesAsync("launcher-id")).Single()]);

        var finished = await running;
        Assert.That(finished.ExitCode, Is.EqualTo(130), finished.Errors);
        foreach (var child in children) Assert.That((await Shell.RunAsync("kill", ["-0", child])).ExitCode, Is.Not.Zero, "a child lives");
    }

    [TestCase("Adwin", "FullyQualifiedName~Adwin")]
    [TestCase("A(1)", @"FullyQualifiedName~A\(1\)", Description = "brackets mean something in a filter")]
    public async Task A_filter_is_part_of_a_tests_name(string filter, string expected)
    {
        await _sandbox.Cartel(["test", filter]);

        Assert.That(_sandbox.Calls.Where(static call => call.StartsWith("test", StringComparison.Ordinal)), Has.Exactly(3).EndsWith($"--filter {expected}"));
    }

    [Test]
    public async Task Fast_leaves_out_the_format_and_the_slow_tests()
    {
        await _sandbox.Cartel(["test", "--fast"]);

        Assert.Multiple(() =>
        {
            Assert.That(_sandbox.Calls, Has.None.StartsWith("format"));
            Assert.That(_sandbox.Calls[^1], Does.Contain("TestCategory!=Slow").And.Contain("FullyQualifiedName!~Cartel.EndToEnd"));
        });
    }

    private async Task<string[]> LinesAsync(string file) => File.Exists(_sandbox.At(file)) ? await File.ReadAllLinesAsync(_sandbox.At(file)) : [];
}
