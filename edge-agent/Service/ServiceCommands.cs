using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;

namespace Cartel.Agent;

/// <summary><c>cartel-agent install</c>, <c>uninstall</c>, <c>start</c>, <c>stop</c>, <c>status</c>: the agent as a service of its device.</summary>
internal static class ServiceCommands
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    public static IEnumerable<Command> Create(Option<string> config, ConfigurationReader reader)
    {
        var instance = new Option<string>("--instance") { Description = "Which of several agents on this device.", HelpName = "NAME", DefaultValueFactory = static _ => ServicePlan.TheOnly };
        NameOption.Named(instance);
        return
        [
            CreateInstall(config, instance),
            CreateUninstall(instance),
            CreateControl("start", "Start the service now.", static (keeper, name) => keeper.StartAsync(name), instance),
            CreateControl("stop", "Stop the service until it is started again, or the device is.", static (keeper, name) => keeper.StopAsync(name), instance),
            StatusCommand.Create(instance),
            ReloadCommand.Create(instance),
            TopCommand.Create(instance),
            BundleCommand.Create(instance, reader),
        ];
    }

    private static Command CreateInstall(Option<string> config, Option<string> instance)
    {
        var (memory, cpu) = (ServiceLimits.Memory(), ServiceLimits.Cpu());
        var group = new Option<string[]>("--group") { Description = "A group that it joins, so that it may read its data; may be repeated.", HelpName = "GROUP" };
        var print = new Option<bool>("--print") { Description = "Show the unit instead of installing it." };
        var noStart = new Option<bool>("--no-start") { Description = "Start it with the next start of the system, and not now." };
        var command = new Command("install", """
            Make the agent a service that starts with the system, under a user of its own that may write nothing but its state.
            Repeating it replaces what was installed; the state stays. --memory and --cpu may stand in the file, too.

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
            var keeper = Keeper();
            if (parsed.GetValue(print))
            {
                await Console.Out.WriteAsync(keeper.Describe(plan));
                return Done;
            }

            var what = await keeper.InstallAsync(plan, start: !parsed.GetValue(noStart));
            await Console.Out.WriteLineAsync($"Installed {plan.Name} ({what}); its state is in {keeper.StateOf(plan.Name)}. Look after it with: cartel-agent status{InstanceOption(plan.Instance)}");
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
            var keeper = Keeper();
            await keeper.UninstallAsync(name, parsed.GetValue(purge));
            await Console.Out.WriteLineAsync($"Removed {name}{(parsed.GetValue(purge) ? " and its state" : $"; its state stays in {keeper.StateOf(name)}")}");
            return Done;
        }));
        return command;
    }

    private static Command CreateControl(string verb, string description, Func<IServiceKeeper, string, Task> control, Option<string> instance)
    {
        var command = new Command(verb, description) { instance };
        command.SetAction((parsed, _) => RunAsync(async () =>
        {
            await control(Keeper(), ServicePlan.NameOf(parsed.GetRequiredValue(instance)));
            return Done;
        }));
        return command;
    }

    /// <summary>How a service does; null: there is none.</summary>
    /// <exception cref="ServiceException">The system does not say.</exception>
    internal static Task<ServiceStatus?> StatusAsync(string name) => Keeper().StatusAsync(name);

    /// <summary>Where a service keeps its state.</summary>
    internal static string StateOf(string name) => Keeper().StateOf(name);

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

    private static IServiceKeeper Keeper() =>
        OperatingSystem.IsLinux() ? new SystemdService(RunProgramAsync)
        : OperatingSystem.IsWindows() ? new WindowsService(RunProgramAsync, Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Cartel"))
        : throw new ServiceException("services are kept by systemd on Linux, and on Windows; elsewhere have “cartel-agent run” started by what starts services there");

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
            throw new ServiceException($"{program} is not there{(OperatingSystem.IsLinux() ? ": this system does not run systemd" : "")}");
        }
    }
}
