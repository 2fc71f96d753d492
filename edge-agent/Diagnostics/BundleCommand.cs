using System.CommandLine;
using System.Globalization;

namespace Cartel.Agent;

/// <summary><c>cartel-agent bundle</c>: a support archive.</summary>
internal static class BundleCommand
{
    public static Command Create(Option<string> instance, ConfigurationReader reader)
    {
        var place = new StatePlace(instance);
        var output = new Option<string?>("--out") { Description = "The archive; by default cartel-agent-TIME.zip here.", HelpName = "FILE" };
        var command = new Command("bundle", """
            Write a support archive: configuration, status, what “check” finds (with --config), versions, the last lines of the
            log, names and sizes of the state's files. It holds no samples, no model, no keys and no tokens.

            Example:
              sudo cartel-agent bundle --config /etc/cartel/agent.yaml --instance default --out support.zip
              cartel-agent bundle --state .cartel/agents/gateway-7
            """) { output };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => ServiceCommands.RunAsync(async () =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var (folder, service) = place.Of(parsed, ServiceCommands.StateOf);
            if (!Directory.Exists(folder)) throw new ServiceException($"{folder} is not there: name the state folder with --state, or the service with --instance");

            var path = parsed.GetValue(output) ?? string.Create(CultureInfo.InvariantCulture, $"cartel-agent-{now:yyyyMMdd-HHmmss}.zip");
            await WriteAsync(path, folder, service, reader, now, cancellation);
            await Console.Out.WriteLineAsync(path);
            return 0;
        }));
        return command;
    }

    private static async Task WriteAsync(string path, string folder, string? service, ConfigurationReader reader, DateTimeOffset now, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using var file = new FileStream(path, options);
            using var bundle = new Bundle(file, now);
            bundle.AddVersions();
            bundle.AddStatus(StatusReport.Read(folder, service is null ? null : await TryAsync(service), now));
            bundle.AddState(folder);
            if (reader.TryRead(out var configuration))
            {
                bundle.AddConfiguration(configuration.Effective);
                var settings = configuration.Settings with { StateFolder = folder };
                bundle.AddFindings([.. LocalChecks.Look(settings), .. await new RegistryChecks(settings, TimeProvider.System).LookAsync(cancellation)]);
            }
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException($"{path} cannot be written: {denied.Message}");
        }
    }

    private static async Task<ServiceStatus?> TryAsync(string service)
    {
        try
        {
            return await ServiceCommands.StatusAsync(service);
        }
        catch (ServiceException)
        {
            // A system without services has agents, too.
            return null;
        }
    }
}
