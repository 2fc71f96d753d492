namespace Cartel.Agent;

/// <summary>Runs a program to its end.</summary>
/// <param name="program">Its name.</param>
/// <param name="arguments">Its arguments.</param>
/// <returns>Its exit code, and all that it wrote.</returns>
internal delegate Task<(int ExitCode, string Output)> RunProgram(string program, IReadOnlyList<string> arguments);

/// <summary>The service could not be changed; the message says why and what to do.</summary>
internal sealed class ServiceException(string message) : Exception(message);

/// <summary>Agents as services of systemd.</summary>
/// <param name="run">Runs systemctl.</param>
/// <param name="unitFolder">Where unit files lie.</param>
/// <param name="stateFolder">Where services keep their state.</param>
internal sealed class SystemdService(RunProgram run, string unitFolder = "/etc/systemd/system", string stateFolder = "/var/lib")
{
    private static readonly string[] Shown = ["LoadState", "ActiveState", "SubState", "Result", "ExecMainStatus", "MainPID", "NRestarts", "MemoryCurrent", "ActiveEnterTimestamp"];

    /// <summary>Writes the unit and, if wanted, starts it now; either way it starts with the system. What was installed before is replaced.</summary>
    /// <exception cref="ServiceException">It could not.</exception>
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

        await ControlAsync("daemon-reload");
        await ControlAsync("enable", plan.Name);
        if (start) await ControlAsync("restart", plan.Name);
        return file;
    }

    /// <summary>Stops the service and removes its unit, and with <paramref name="purge"/> its state: the model and the agent's key.</summary>
    /// <exception cref="ServiceException">It could not, or there is none.</exception>
    public async Task UninstallAsync(string name, bool purge)
    {
        var file = UnitFile(name);
        if (!File.Exists(file)) throw new ServiceException($"there is no service {name}: {file} is not there");

        await ControlAsync("disable", "--now", name);
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

        await ControlAsync("daemon-reload");
    }

    /// <summary>Starts or stops a service.</summary>
    /// <exception cref="ServiceException">It could not.</exception>
    public Task ControlAsync(params string[] arguments) => SystemctlAsync(arguments);

    /// <summary>How a service does; null: there is none.</summary>
    /// <exception cref="ServiceException">systemd does not say.</exception>
    public async Task<ServiceStatus?> StatusAsync(string name)
    {
        var output = await SystemctlAsync(["show", name, "--no-pager", $"--property={string.Join(',', Shown)}"]);
        var said = output.Split('\n').Select(static line => line.Split('=', 2)).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1].Trim());
        return said.GetValueOrDefault("LoadState") is "loaded"
            ? new ServiceStatus(
                name, said.GetValueOrDefault("ActiveState", "unknown"), said.GetValueOrDefault("SubState", "unknown"), Number("MainPID") is > 0 and var pid ? (int)pid : null,
                (int)(Number("NRestarts") ?? 0), Number("MemoryCurrent"), (int)(Number("ExecMainStatus") ?? 0), said.GetValueOrDefault("ActiveEnterTimestamp") is { Length: > 0 } since ? since : null)
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

/// <summary>How a service does.</summary>
/// <param name="Service">Its name.</param>
/// <param name="State">active, activating, failed, inactive …</param>
/// <param name="Detail">running, exited, auto-restart …</param>
/// <param name="Pid">Its process, or null.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="MemoryBytes">What it takes now, or null.</param>
/// <param name="ExitCode">How it ended last; 2 is misuse, which is not retried.</param>
/// <param name="Since">Since when it is active, in the system's words; null where it is not.</param>
public sealed record ServiceStatus(string Service, string State, string Detail, int? Pid, int Restarts, long? MemoryBytes, int ExitCode, string? Since);
