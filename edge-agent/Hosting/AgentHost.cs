using System.Runtime.InteropServices;
using Cartel.Learning;
using Cartel.Sqlite;
using Cartel.Streams;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>What an agent is to the system that runs it: it hears signals, logs, and ends with an exit code.</summary>
internal static class AgentHost
{
    /// <param name="settings">What it runs with.</param>
    /// <param name="asked">Ends it, as a signal does.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 misused.</returns>
    public static async Task<int> RunAsync(AgentSettings settings, CancellationToken asked = default)
    {
        using var logs = LoggerFactory.Create(static builder => builder.AddSimpleConsole(static options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss ";
        }));
        var log = logs.CreateLogger("cartel.agent");
        using var traces = AgentTraces.Export(settings);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(asked);
        // Ctrl-C reaches all programs of a terminal at once; who started this one stops it in good order.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, settings.StopWithStdin ? Ignore : Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (settings.StopWithStdin) _ = StopWithStdinAsync(stop);
        try
        {
            await AgentRun.RunAsync(settings, log, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop before it had begun to learn: there is nothing to save.
            return 0;
        }
        catch (Exception exception) when (IsMisuse(exception))
        {
            AgentLog.Fatal(log, settings.Name, exception.Message);
            return 2;
        }
        catch (Exception exception) when (exception is StreamFormatException or ModelFormatException or SqliteException or IOException or UnauthorizedAccessException)
        {
            AgentLog.Fatal(log, settings.Name, exception.Message);
            return 1;
        }

        static void Ignore(PosixSignalContext context) => context.Cancel = true;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task StopWithStdinAsync(CancellationTokenSource stop)
    {
        var input = Console.OpenStandardInput();
        var nothing = new byte[256];
        while (await input.ReadAsync(nothing) > 0)
        {
            // Only the end matters.
        }

        await stop.CancelAsync();
    }

    private static bool IsMisuse(Exception exception) =>
        exception is DataSpecException or WorkloadException or TaskFileException or InvalidDataException;
}
