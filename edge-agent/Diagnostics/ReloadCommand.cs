using System.CommandLine;
using System.Runtime.InteropServices;

namespace Cartel.Agent;

/// <summary><c>cartel-agent reload</c>: has a running agent read its configuration anew, and says what came of it.</summary>
internal static class ReloadCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int HangUp = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static Command Create(Option<string> instance)
    {
        var place = new StatePlace(instance);
        var command = new Command("reload", """
            Have a running agent read its configuration anew, as SIGHUP does: all of it is checked, then what may change while it
            runs is changed, and what it has learned stays. A file that is wrong changes nothing; exit code 1 says so.

            Example:
              sudo cartel-agent reload
              cartel-agent reload --state .cartel/agents/gateway-7
            """);
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => ServiceCommands.RunAsync(() => ReloadAsync(place.Of(parsed, ServiceCommands.StateOf).Folder, TimeProvider.System, cancellation)));
        return command;
    }

    private static async Task<int> ReloadAsync(string folder, TimeProvider time, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows()) throw new ServiceException("Windows has no signal for this: restart the agent");
        if (StatusFile.Read(folder) is not { } before || !StatusFile.IsAlive(before, time.GetUtcNow())) throw new ServiceException($"no agent runs with the state folder {folder}");
        if (Kill(before.Pid, HangUp) != 0) throw new ServiceException($"process {before.Pid} takes no signal from this user: run this as root, or as the agent's user");

        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < Patience;)
        {
            await Task.Delay(Look, time, cancellation);
            if (StatusFile.Read(folder) is not { Configuration: { } now } || now.Reads <= before.Configuration.Reads) continue;

            if (now.Problem is { } problem) throw new ServiceException($"the configuration cannot be used, and the former stays in force: {problem}");

            await Console.Out.WriteLineAsync(now.NeedRestart.Count == 0 ? "The configuration was read anew and is in force" : $"The configuration was read anew; these settings take effect at the next start: {string.Join(", ", now.NeedRestart)}");
            return Done;
        }

        await Console.Error.WriteLineAsync($"process {before.Pid} was told, and has not answered within {Patience.TotalSeconds} s");
        return Failed;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
