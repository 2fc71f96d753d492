using System.Diagnostics;

namespace Cartel.Cli;

/// <summary>One program of the demo, started again when it dies, as a service manager would.</summary>
/// <remarks>It is told to stop by the end of its standard input, so that it ends with the demo even if that is killed.</remarks>
internal sealed class ChildProcess(string name, string program, IReadOnlyList<string> arguments, string logFile, TimeProvider time)
{
    private const int MostRestarts = 20;
    private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly Lock _changing = new();
    private Task _run = Task.CompletedTask;
    private Process? _process;
    private bool _stopping;

    public string Name => name;

    /// <summary>How often it had to be started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Runs it until it is stopped.</summary>
    /// <exception cref="DemoException">It ends by itself: at once, or again and again.</exception>
    public Task RunAsync(CancellationToken stop) => _run = KeepRunningAsync(stop);

    /// <summary>Asks it to stop, and waits; kills it if it does not.</summary>
    public async Task StopAsync()
    {
        lock (_changing)
        {
            _stopping = true;
            _process?.StandardInput.Close();
        }

        try
        {
            await _run.WaitAsync(StopPatience, time);
        }
        catch (TimeoutException)
        {
            lock (_changing) _process?.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is DemoException or OperationCanceledException)
        {
            // It has ended; who awaits the run is told why.
        }
    }

    private async Task KeepRunningAsync(CancellationToken stop)
    {
        while (await RunOnceAsync() is { } exitCode)
        {
            if (exitCode == ExitCode.Misused || Restarts == MostRestarts)
                throw new DemoException($"{name} ended with exit code {exitCode}; {logFile} says why:\n{LastLines()}");

            // Ctrl-C may reach it before it reaches the demo: that is no death.
            await Task.Delay(RestartPause, time, stop);
            Restarts++;
        }
    }

    /// <returns>How it ended by itself; null if it was stopped.</returns>
    private async Task<int?> RunOnceAsync()
    {
        await using var log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        if (Start() is not { } process) return null;

        try
        {
            var writing = new Lock();
            await Task.WhenAll(CopyAsync(process.StandardOutput, log, writing), CopyAsync(process.StandardError, log, writing));
            await process.WaitForExitAsync();
            lock (_changing) return _stopping ? null : process.ExitCode;
        }
        finally
        {
            lock (_changing) _process = null;
            process.Dispose();
        }
    }

    private Process? Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        lock (_changing) return _stopping ? null : _process = Process.Start(start) ?? throw new DemoException($"{program} does not start");
    }

    private static async Task CopyAsync(StreamReader from, StreamWriter log, Lock writing)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (writing) log.WriteLine(line);
        }
    }

    private string LastLines() => string.Join('\n', File.ReadLines(logFile).TakeLast(5).Select(static line => "  " + line));
}
