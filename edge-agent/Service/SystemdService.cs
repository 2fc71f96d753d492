namespace Cartel.Agent;

/// <summary>Agents as services of systemd.</summary>
/// <param name="run">Runs systemctl.</param>
/// <param name="unitFolder">Where unit files lie.</param>
/// <param name="stateFolder">Where services keep their state.</param>
internal sealed class SystemdService(RunProgram run, string unitFolder = "/etc/systemd/system", string stateFolder = "/var/lib") : IServiceKeeper
{
    private static readonly string[] Shown = ["LoadState", "ActiveState", "SubState", "Result", "ExecMainStatus", "MainPID", "NRestarts", "MemoryCurrent", "ActiveEnterTimestamp"];

    public string Describe(ServicePlan plan) => SystemdUnit.Write(plan);

    public string StateOf(string name) => $"{stateFolder}/{name}";

    public async Task<string> InstallAsync(ServicePlan plan, bool start)
    {
        var file = UnitFile(plan.Name);
        try
        {
            await File.WriteAllTextAsync(file + ".new", SystemdUnit.Write(plan));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            File.Move(file + ".new", file, overwrite: true);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new ServiceException($"{file} cannot be written ({denied.Message}): run this as root, or see with --print what would be written");
        }

        await SystemctlAsync(["daemon-reload"]);
        await SystemctlAsync(["enable", plan.Name]);
        if (start) await SystemctlAsync(["restart", plan.Name]);
        return file;
    }

    public async Task UninstallAsync(string name, bool purge)
    {
        var file = UnitFile(name);
        if (!File.Exists(file)) throw new ServiceException($"there is no service {name}: {file} is not there");

        await SystemctlAsync(["disable", "--now", name]);
        try
        {
            File.Delete(file);
            // The folder of a dynamic user is a link into a private one.
            foreach (var state in purge ? [Path.Combine(stateFolder, name), Path.Combine(stateFolder, "private", name)] : Array.Empty<string>())
            {
                if (new FileInfo(state).LinkTarget is not null) File.Delete(state);
                else if (Directory.Exists(state)) Directory.Delete(state, recursive: true);
            }
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new ServiceException($"it was stopped, but not all was removed ({denied.Message}): run this as root");
        }

        await SystemctlAsync(["daemon-reload"]);
    }

    public Task StartAsync(string name) => SystemctlAsync(["start", name]);

    public Task StopAsync(string name) => SystemctlAsync(["stop", name]);

    public async Task<ServiceStatus?> StatusAsync(string name)
    {
        var output = await SystemctlAsync(["show", name, "--no-pager", $"--property={string.Join(',', Shown)}"]);
        var said = output.Split('\n').Select(static line => line.Split('=', 2)).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1].Trim());
        return said.GetValueOrDefault("LoadState") is "loaded"
            ? new ServiceStatus(
                name, said.GetValueOrDefault("ActiveState", "unknown"), said.GetValueOrDefault("SubState", "unknown"), Number("MainPID") is > 0 and var pid ? (int)pid : null,
                (int)(Number("NRestarts") ?? 0), Number("MemoryCurrent"), (int)(Number("ExecMainStatus") ?? 0), said.GetValueOrDefault("ActiveState") is "active" && said.GetValueOrDefault("ActiveEnterTimestamp") is { Length: > 0 } since ? since : null)
            : null;

        long? Number(string property) => long.TryParse(said.GetValueOrDefault(property), out var number) ? number : null;
    }

    private string UnitFile(string name) => Path.Combine(unitFolder, name + ".service");

    private async Task<string> SystemctlAsync(IReadOnlyList<string> arguments)
    {
        var (exitCode, output) = await run("systemctl", arguments);
        return exitCode == 0 ? output : throw new ServiceException($"systemctl {string.Join(' ', arguments)} ended with {exitCode}: {output.Trim()}");
    }
}
