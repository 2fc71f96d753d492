using System.Runtime.InteropServices;
using System.Threading.Channels;
using Cartel.Learning;
using Cartel.Sqlite;
using Cartel.Streams;

namespace Cartel.Agent;

/// <summary>What an agent is to the system that runs it: it hears signals, logs, and ends with an exit code.</summary>
internal static class AgentHost
{
    private const int LeastThreads = 4;

    /// <param name="settings">What it begins with.</param>
    /// <param name="reader">Reads its configuration anew.</param>
    /// <param name="asked">Ends it, as a signal does.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 misused.</returns>
    public static async Task<int> RunAsync(AgentSettings settings, ConfigurationReader reader, CancellationToken asked = default)
    {
        using var log = new AgentLogs(
            Console.Error, new RollingFile(Path.Combine(settings.StateFolder, AgentLogs.FileName)), Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null, TimeProvider.System)
        {
            Level = settings.LogLevel,
            Format = settings.LogFormat,
        };
        // The pipeline keeps one thread of the pool busy: on a device of one or two cores the others' work must not wait until the pool grows.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), completions);
        using var traces = AgentTraces.Export(settings);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(asked);
        // Ctrl-C reaches all programs of a terminal at once; who started this one stops it in good order.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, settings.StopWithStdin ? Ignore : Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var reloads = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var hungUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reload);
        if (settings.StopWithStdin) _ = StopWithStdinAsync(stop);
        try
        {
            await AgentRun.RunAsync(settings, reader, reloads.Reader, log, stop.Token);
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

        void Reload(PosixSignalContext context)
        {
            context.Cancel = true;
            reloads.Writer.TryWrite(true);
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
