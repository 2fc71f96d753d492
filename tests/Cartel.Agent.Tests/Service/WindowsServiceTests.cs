using Cartel.Testing;

namespace Cartel.Agent.Tests.Service;

/// <summary>What Windows would be told. Its tools are played: these tests run everywhere.</summary>
internal sealed class WindowsServiceTests : FolderTest
{
    private const string Program = @"C:\Program Files\Cartel\cartel-agent.exe";

    private readonly List<(string Program, string[] Arguments)> _ran = [];
    private readonly Dictionary<string, (int ExitCode, string Output)> _answers = [];

    [SetUp]
    public void Begin()
    {
        _ran.Clear();
        _answers.Clear();
        _answers["query"] = (1060, "");
    }

    [Test]
    public async Task It_starts_late_with_the_system_under_a_user_of_its_own_and_again_when_it_fails()
    {
        await Service().InstallAsync(Plan("press"), start: true);

        var state = Service().StateOf("cartel-agent-press");
        Assert.That(_ran.Select(static line => (string[])[line.Program, .. line.Arguments]), Is.EqualTo((string[][])
        [
            ["sc.exe", "query", "cartel-agent-press"],
            [
                "sc.exe", "create", "cartel-agent-press", "binPath=",
                $"""
                "{Program}" run --config "C:\Cartel data\press.yaml" --state {state} --windows-service cartel-agent-press
                """,
                "start=", "delayed-auto", "obj=", @"NT SERVICE\cartel-agent-press", "DisplayName=", "Cartel agent press",
            ],
            ["sc.exe", "description", "cartel-agent-press", "Learns a small model from this device's data, and borrows what it lacks."],
            ["sc.exe", "failure", "cartel-agent-press", "reset=", "86400", "actions=", "restart/5000/restart/60000/restart/600000"],
            ["sc.exe", "failureflag", "cartel-agent-press", "1"],
            [
                "icacls.exe", state, "/inheritance:r", "/grant:r", @"NT SERVICE\cartel-agent-press:(OI)(CI)M",
                "/grant:r", "*S-1-5-32-544:(OI)(CI)F", "/grant:r", "*S-1-5-18:(OI)(CI)F",
            ],
            ["sc.exe", "start", "cartel-agent-press"],
        ]));
    }

    [Test]
    public async Task Installed_again_it_is_changed_stopped_and_started()
    {
        _answers["query"] = (0, "");

        await Service().InstallAsync(Plan("press"), start: true);

        Assert.That(Verbs(), Is.EqualTo(["query", "config", "description", "failure", "failureflag", "stop", "start"]));
    }

    [Test]
    public async Task Several_instances_have_names_and_states_of_their_own()
    {
        await Service().InstallAsync(Plan("press"), start: false);
        await Service().InstallAsync(Plan(ServicePlan.TheOnly), start: false);

        Assert.That(_ran.Where(static line => line.Arguments[0] == "create").Select(static line => line.Arguments[1]), Is.EqualTo(["cartel-agent-press", "cartel-agent"]));
        Assert.That(Service().StateOf("cartel-agent-press"), Is.Not.EqualTo(Service().StateOf("cartel-agent")));
    }

    [TestCase(0)]
    [TestCase(1062, Description = "it does not run")]
    public async Task What_is_uninstalled_is_stopped_first(int stopped)
    {
        _answers["stop"] = (stopped, "");

        await Service().UninstallAsync("cartel-agent-press", purge: false);

        Assert.That(Verbs(), Is.EqualTo(["stop", "delete"]));
    }

    [Test]
    public void Without_rights_it_says_what_to_do()
    {
        _answers["create"] = (5, "[SC] OpenSCManager FAILED 5: Zugriff verweigert");

        Assert.That(async () => await Service().InstallAsync(Plan("press"), start: true), Throws.TypeOf<ServiceException>().With.Message.Contains("as administrator"));
        Assert.That(Verbs(), Is.EqualTo(["query", "create"]));
    }

    // As sc.exe writes it; in another language its labels differ, and the order does not.
    [TestCase("4  RUNNING", 0, 0, 4321, "active", "running", 4321, 0)]
    [TestCase("1  STOPPED", 0, 0, 0, "inactive", "stopped", null, 0)]
    [TestCase("1  STOPPED", 1066, 2, 0, "failed", "stopped", null, 2, Description = "misuse")]
    [TestCase("1  STOPPED", 1067, 0, 0, "failed", "stopped", null, 1067, Description = "the process died")]
    public async Task The_status_is_what_the_service_control_manager_says(string state, int code, int own, int pid, string expected, string detail, int? process, int exitCode)
    {
        _answers["queryex"] = (0, $"""

            SERVICE_NAME: cartel-agent
                    TYPE               : 10  WIN32_OWN_PROCESS
                    STATE              : {state}
                                            (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
                    WIN32_EXIT_CODE    : {code}  (0x0)
                    SERVICE_EXIT_CODE  : {own}  (0x0)
                    CHECKPOINT         : 0x0
                    WAIT_HINT          : 0x0
                    PID                : {pid}
                    FLAGS              :

            """.ReplaceLineEndings("\r\n"));

        Assert.That(await Service().StatusAsync("cartel-agent"), Is.EqualTo(new ServiceStatus("cartel-agent", expected, detail, process, null, null, exitCode, null)));
    }

    [Test]
    public async Task One_that_is_not_there_has_no_status()
    {
        _answers["queryex"] = (1060, "");

        Assert.That(await Service().StatusAsync("cartel-agent"), Is.Null);
    }

    [Test]
    public void What_would_be_done_can_be_seen_before() =>
        Assert.That(Service().Describe(Plan("press")), Does.StartWith("sc.exe create cartel-agent-press binPath= \"\\\"C:\\Program Files").And.Contain("\nsc.exe failureflag cartel-agent-press 1\n"));

    private WindowsService Service() => new(RunAsync, Folder.File("ProgramData"));

    private static ServicePlan Plan(string instance) => new(instance, [Program], @"C:\Cartel data\press.yaml");

    private IEnumerable<string> Verbs() => _ran.Where(static line => line.Program == "sc.exe").Select(static line => line.Arguments[0]);

    private Task<(int ExitCode, string Output)> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        _ran.Add((program, [.. arguments]));
        return Task.FromResult(_answers.GetValueOrDefault(arguments[0]));
    }
}
