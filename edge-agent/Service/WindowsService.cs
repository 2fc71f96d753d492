using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartel.Agent;

/// <summary>Agents as services of Windows, by its own tools <c>sc.exe</c> and <c>icacls.exe</c>.</summary>
/// <remarks>
/// A service that failed is started again after 5 s, then after a minute, then every ten; a day without failure begins anew. An end with
/// another exit code than 0 is a failure. The service control manager tells no exit code from another: misuse (2) is tried again too, every ten minutes.
/// </remarks>
/// <param name="run">Runs the tools.</param>
/// <param name="stateFolder">Where services keep their state: <c>C:\ProgramData\Cartel</c>.</param>
internal sealed partial class WindowsService(RunProgram run, string stateFolder) : IServiceKeeper
{
    private const string Control = "sc.exe";
    private const string Rights = "icacls.exe";

    private const int Denied = 5;
    private const int NoSuchService = 1060;
    private const int NotStarted = 1062;

    // By their identifiers, which are the same in every language.
    private const string Administrators = "*S-1-5-32-544";
    private const string LocalSystem = "*S-1-5-18";
    private const string WithAllInside = "(OI)(CI)";

    public string StateOf(string name) => $@"{stateFolder}\{name}";

    public string Describe(ServicePlan plan) =>
        string.Concat(Installation(plan, isThere: false).Select(static line => $"{line.Program} {WindowsCommandLine.Of(line.Arguments)}\n"));

    public async Task<string> InstallAsync(ServicePlan plan, bool start)
    {
        var isThere = (await run(Control, ["query", plan.Name])).ExitCode != NoSuchService;
        Directory.CreateDirectory(StateOf(plan.Name));
        foreach (var (program, arguments) in Installation(plan, isThere)) await RunAsync(program, arguments);
        if (isThere && start) await StopAsync(plan.Name);
        if (start) await StartAsync(plan.Name);
        return "a service of Windows";
    }

    public async Task UninstallAsync(string name, bool purge)
    {
        await StopAsync(name);
        await RunAsync(Control, ["delete", name]);
        try
        {
            if (purge && Directory.Exists(StateOf(name))) Directory.Delete(StateOf(name), recursive: true);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new ServiceException($"the service was removed, but not all of its state ({denied.Message}): run this as administrator");
        }
    }

    public Task StartAsync(string name) => RunAsync(Control, ["start", name]);

    public async Task StopAsync(string name)
    {
        string[] arguments = ["stop", name];
        var (exitCode, output) = await run(Control, arguments);
        if (exitCode is not (0 or NotStarted)) throw Failure(Control, arguments, exitCode, output);
    }

    public async Task<ServiceStatus?> StatusAsync(string name)
    {
        string[] arguments = ["queryex", name];
        var (exitCode, output) = await run(Control, arguments);
        if (exitCode == NoSuchService) return null;
        if (exitCode != 0) throw Failure(Control, arguments, exitCode, output);

        // Its labels are in the system's language, its order is not: type, state, two exit codes, checkpoint, wait hint, process.
        if (Numbers().Matches(output).Select(static line => int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray() is not [_, var state, var code, var ownCode, .. var rest])
            throw new ServiceException($"{Control} queryex {name} says what is not understood: {output.Trim()}");

        var pid = rest is [_, _, var last, ..] && last > 0 ? last : (int?)null;
        // 1066: the service's own exit code counts (ERROR_SERVICE_SPECIFIC_ERROR).
        return new ServiceStatus(name, state == 4 ? "active" : code == 0 ? "inactive" : "failed", Words(state), pid, Restarts: null, MemoryBytes: null, code == WindowsServiceProcess.OwnCode ? ownCode : code, Since: null);
    }

    private static string Words(int state) => state switch { 1 => "stopped", 2 => "starting", 3 => "stopping", 4 => "running", _ => "paused" };

    private IEnumerable<(string Program, string[] Arguments)> Installation(ServicePlan plan, bool isThere)
    {
        var name = plan.Name;
        var line = WindowsCommandLine.Of([.. plan.Program, "run", "--config", plan.ConfigFile, "--state", StateOf(name), WindowsServiceProcess.Option, name]);
        // A user of its own, without a password, that may write nothing but its state.
        yield return (Control, [isThere ? "config" : "create", name, "binPath=", line, "start=", "delayed-auto", "obj=", $@"NT SERVICE\{name}", "DisplayName=", plan.Title]);
        yield return (Control, ["description", name, "Learns a small model from this device's data, and borrows what it lacks."]);
        yield return (Control, ["failure", name, "reset=", "86400", "actions=", "restart/5000/restart/60000/restart/600000"]);
        yield return (Control, ["failureflag", name, "1"]);
        yield return (Rights, [StateOf(name), "/inheritance:r", "/grant:r", $@"NT SERVICE\{name}:{WithAllInside}M", "/grant:r", $"{Administrators}:{WithAllInside}F", "/grant:r", $"{LocalSystem}:{WithAllInside}F"]);
    }

    private async Task RunAsync(string program, string[] arguments)
    {
        var (exitCode, output) = await run(program, arguments);
        if (exitCode != 0) throw Failure(program, arguments, exitCode, output);
    }

    private static ServiceException Failure(string program, string[] arguments, int exitCode, string output) => new(exitCode == Denied
        ? $"{program} {arguments[0]} was denied: run this as administrator"
        : $"{program} {WindowsCommandLine.Of(arguments)} ended with {exitCode}: {output.Trim()}");

    [GeneratedRegex(@"^\s*[^:\r\n]+ : (\d+)", RegexOptions.Multiline)]
    private static partial Regex Numbers();
}
