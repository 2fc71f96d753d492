using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary><c>cartel-agent install</c>, <c>uninstall</c>, <c>start</c>, <c>stop</c>, <c>status</c>: the agent as a service of its device.</summary>
internal static class ServiceCommands
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    public static IEnumerable<Command> Create(Option<string> config)
    {
        var instance = new Option<string>("--instance") { Description = "Which of several agents on this device.", HelpName = "NAME", DefaultValueFactory = static _ => ServicePlan.TheOnly };
        NameOption.Named(instance);
        return
        [
            CreateInstall(config, instance),
            CreateUninstall(instance),
            CreateControl("start", "Start the service now.", instance),
            CreateControl("stop", "Stop the service until it is started again, or the device is.", instance),
            StatusCommand.Create(instance),
        ];
    }

    private static Command CreateInstall(Option<string> config, Option<string> instance)
    {
        var memory = NumberOption.Create("--memory", "The most memory that it may take, in MiB.", 256, 64, 1 << 20);
        var cpu = NumberOption.Create("--cpu", "The most processor time that it may take, in hundredths of one core.", 100, 1, 6_400);
        var group = new Option<string[]>("--group") { Description = "A group that it joins, so that it may read its data; may be repeated.", HelpName = "GROUP" };
        var print = new Option<bool>("--print") { Description = "Show the unit instead of installing it." };
        var noStart = new Option<bool>("--no-start") { Description = "Start it with the next start of the system, and not now." };
        var command = new Command("install", """
            Make the agent a service that starts with the system, under a user of its own that may write nothing but its state.
            Repeating it replaces what was installed; the state stays.

            Example:
              sudo cartel-agent install --config /etc/cartel/agent.yaml
              sudo cartel-agent install --config /etc/cartel/press.yaml --instance press --memory 128 --group sensors
            """) { instance, memory, cpu, group, print, noStart };
        command.SetAction((parsed, _) => RunAsync(async () =>
        {
            if (parsed.GetValue(config) is not { } file) return Misuse("--config FILE is due: the settings that the service runs with");

            var plan = new ServicePlan(parsed.GetRequiredValue(instance), ServicePlan.ThisProgram(), Path.GetFullPath(file))
            {
                MemoryMiB = parsed.GetValue(memory),
                CpuPercent = parsed.GetValue(cpu),
                Groups = parsed.GetValue(group) ?? [],
            };
            if (parsed.GetValue(print))
            {
                await Console.Out.WriteAsync(SystemdUnit.Write(plan));
                return Done;
            }

            var unit = await Systemd().InstallAsync(plan, start: !parsed.GetValue(noStart));
            await Console.Out.WriteLineAsync($"Installed {plan.Name} ({unit}); its state is in /var/lib/{plan.Name}. Look after it with: cartel-agent status{InstanceOption(plan.Instance)}");
            return Done;
        }));
        return command;
    }

    private static Command CreateUninstall(Option<string> instance)
    {
        var purge = new Option<bool>("--purge") { Description = "Remove its state too: the model and the agent's key." };
        var command = new Command("uninstall", "Stop the service and remove it; its state stays, unless --purge is given.") { instance, purge };
        command.SetAction((parsed, _) => RunAsync(async () =>
        {
            var name = ServicePlan.NameOf(parsed.GetRequiredValue(instance));
            await Systemd().UninstallAsync(name, parsed.GetValue(purge));
            await Console.Out.WriteLineAsync($"Removed {name}{(parsed.GetValue(purge) ? " and its state" : $"; its state stays in /var/lib/{name}")}");
            return Done;
        }));
        return command;
    }

    private static Command CreateControl(string verb, string description, Option<string> instance)
    {
        var command = new Command(verb, description) { instance };
        command.SetAction((parsed, _) => RunAsync(async () =>
        {
            await Systemd().ControlAsync(verb, ServicePlan.NameOf(parsed.GetRequiredValue(instance)));
            return Done;
        }));
        return command;
    }

    /// <summary>How a service does; null: there is none.</summary>
    /// <exception cref="ServiceException">The system does not say.</exception>
    internal static Task<ServiceStatus?> StatusAsync(string name) => Systemd().StatusAsync(name);

    /// <summary>Where a service keeps its state.</summary>
    internal static string StateOf(string name) => $"/var/lib/{name}";

    /// <summary>Does something with a service, and says what went wrong.</summary>
    internal static async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (ServiceException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }

    private static int Misuse(string message)
    {
        Console.Error.WriteLine(message);
        return Misused;
    }

    private static string InstanceOption(string instance) => instance == ServicePlan.TheOnly ? "" : $" --instance {instance}";

    private static SystemdService Systemd() => OperatingSystem.IsLinux()
        ? new SystemdService(RunProgramAsync)
        : throw new ServiceException("services are kept by systemd only, on Linux; elsewhere have “cartel-agent run” started by what starts services there");

    private static async Task<(int ExitCode, string Output)> RunProgramAsync(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            throw new ServiceException($"{program} is not there: this system does not run systemd");
        }
    }
}
