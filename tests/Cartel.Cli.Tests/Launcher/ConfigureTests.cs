namespace Cartel.Cli.Tests;

/// <summary><c>./cartel configure</c>: which packages the feed has.</summary>
[Platform("Linux,MacOsX", Reason = "Windows has cartel.cmd")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConfigureTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    private string Switch => File.ReadAllText(_sandbox.At("Directory.Build.local.props"));

    public void Dispose() => _sandbox.Dispose();

    [TestCase("error NU1101: Unable to find package Microsoft.ML.", "lacks some packages")]
    [TestCase("error NU1301: Unable to load the service index.", "does not answer")]
    public async Task A_feed_that_cannot_give_all_gets_the_set_that_restores_everywhere(string says, string finding)
    {
        await File.WriteAllTextAsync(_sandbox.At("restore-says"), says);

        var finished = await _sandbox.Cartel(["configure"]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.Zero);
            Assert.That(finished.Output, Does.Contain(finding));
            Assert.That(Switch, Does.Contain(">false<"));
        });
    }

    [Test]
    public async Task A_feed_that_has_all_gets_the_newest_set()
    {
        var finished = await _sandbox.Cartel(["configure"]);

        Assert.Multiple(() =>
        {
            Assert.That(finished.Output, Does.Contain("full gallery"));
            Assert.That(Switch, Does.Contain(">true<"));
        });
    }

    [Test]
    public async Task Another_command_configures_once_before_it_builds()
    {
        await _sandbox.Cartel(["learn"]);
        await _sandbox.Cartel(["learn"]);

        Assert.That(
            _sandbox.Calls.Select(static call => call.Split(' ')[0]).Where(static verb => verb is "restore" or "build"),
            Is.EqualTo((string[])["restore", "build"]));
    }
}
