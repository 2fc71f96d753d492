using Cartel.Testing;

namespace Cartel.Agent.Tests.Service;

internal sealed class SystemdServiceTests
{
    private readonly List<string> _ran = [];
    private TemporaryFolder _folder = null!;
    private string _answer = "";
    private int _exitCode;

    private string Units => _folder.File("units");

    private string States => _folder.File("states");

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(Units);
        Directory.CreateDirectory(States);
        _ran.Clear();
        (_answer, _exitCode) = ("", 0);
    }

    [TearDown]
    public void End() => _folder.Dispose();

    [TestCase(true, new[] { "daemon-reload", "enable cartel-agent-press", "restart cartel-agent-press" })]
    [TestCase(false, new[] { "daemon-reload", "enable cartel-agent-press" })]
    public async Task What_is_installed_starts_with_the_system(bool start, string[] expected)
    {
        var file = await Service().InstallAsync(Plan("press"), start);

        Assert.That(_ran, Is.EqualTo(expected));
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo(SystemdUnit.Write(Plan("press"))));
    }

    [Test]
    public async Task Installed_again_it_is_replaced()
    {
        await Service().InstallAsync(Plan("press"), start: false);
        var file = await Service().InstallAsync(Plan("press") with { MemoryMiB = 512 }, start: false);

        Assert.That(await File.ReadAllTextAsync(file), Does.Contain("MemoryMax=512M"));
        Assert.That(Directory.GetFiles(Units), Has.Length.EqualTo(1));
    }

    [Test]
    public void Where_no_unit_can_be_written_it_says_what_to_do_and_changes_nothing()
    {
        Assert.That(
            async () => await new SystemdService(RunAsync, _folder.File("absent"), States).InstallAsync(Plan("press"), start: true),
            Throws.TypeOf<ServiceException>().With.Message.Contains("as root").And.Message.Contains("--print"));
        Assert.That(_ran, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_is_uninstalled_is_stopped_and_its_state_goes_only_when_that_is_said(bool purge)
    {
        var file = await Service().InstallAsync(Plan("press"), start: false);
        // As systemd lays it out for a dynamic user.
        var state = Directory.CreateDirectory(Path.Combine(States, "private", "cartel-agent-press")).FullName;
        await File.WriteAllTextAsync(Path.Combine(state, "identity.key"), "secret");
        Directory.CreateSymbolicLink(Path.Combine(States, "cartel-agent-press"), Path.Combine("private", "cartel-agent-press"));
        _ran.Clear();

        await Service().UninstallAsync("cartel-agent-press", purge);

        Assert.That(_ran, Is.EqualTo(["disable --now cartel-agent-press", "daemon-reload"]));
        Assert.That(File.Exists(file), Is.False);
        Assert.That(Directory.Exists(state), Is.EqualTo(!purge));
        Assert.That(Directory.Exists(Path.Combine(States, "private")), Is.True);
    }

    [Test]
    public void One_that_is_not_there_cannot_be_uninstalled() =>
        Assert.That(async () => await Service().UninstallAsync("cartel-agent-press", purge: true), Throws.TypeOf<ServiceException>().With.Message.Contains("there is no service"));

    [Test]
    public void What_systemd_says_against_it_is_told()
    {
        (_answer, _exitCode) = ("Unit cartel-agent.service not found.", 5);

        Assert.That(async () => await Service().StartAsync("cartel-agent"), Throws.TypeOf<ServiceException>().With.Message.Contains("not found").And.Message.Contains("ended with 5"));
    }

    [Test]
    public async Task The_status_is_what_systemd_says()
    {
        _answer = "LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\nExecMainStatus=0\nMainPID=321\nNRestarts=2\nMemoryCurrent=52428800\nActiveEnterTimestamp=Sat 2026-11-21 17:00:00 UTC\n";

        Assert.That(
            await Service().StatusAsync("cartel-agent"),
            Is.EqualTo(new ServiceStatus("cartel-agent", "active", "running", 321, 2, 52_428_800, 0, "Sat 2026-11-21 17:00:00 UTC")));
    }

    [Test]
    public async Task One_that_failed_has_no_process()
    {
        _answer = "LoadState=loaded\nActiveState=failed\nSubState=failed\nExecMainStatus=2\nMainPID=0\nNRestarts=0\nMemoryCurrent=[not set]\nActiveEnterTimestamp=Sat 2026-11-21 17:00:00 UTC\n";

        Assert.That(await Service().StatusAsync("cartel-agent"), Is.EqualTo(new ServiceStatus("cartel-agent", "failed", "failed", null, 0, null, 2, null)));
    }

    [Test]
    public async Task One_that_systemd_does_not_know_has_none()
    {
        _answer = "LoadState=not-found\nActiveState=inactive\n";

        Assert.That(await Service().StatusAsync("cartel-agent"), Is.Null);
    }

    private static ServicePlan Plan(string instance) => new(instance, ["/usr/bin/cartel-agent"], "/etc/cartel/agent.yaml");

    private SystemdService Service() => new(RunAsync, Units, States);

    private Task<(int ExitCode, string Output)> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        Assert.That(program, Is.EqualTo("systemctl"));
        _ran.Add(string.Join(' ', arguments));
        return Task.FromResult((_exitCode, _answer));
    }
}
