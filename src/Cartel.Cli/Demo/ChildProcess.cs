using System.Diagnostics;

namespace Cartel.Cli;

/// <summary>One program of the demo, started again when it dies, as a service manager would.</summary>
/// <remarks>It is told to stop by the end of its standard input, so that it ends with the demo even if that is killed.</remarks>
internal sealed class ChildProcess(string name, string program, IReadOnlyList<string> arguments, string logFile, TimeProvider time)
{
    private const int MostRestarts = 20;
    private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private Process? _process;
    private volatile bool _stopping;

    public string Name => name;

    /// <summary>How often it had to be started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Runs it until it is stopped.</summary>
    /// <exception cref="DemoException">It ends by itself: at once, or again and again.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!_stopping)
        {
            var exitCode = await RunOnceAsync();
            // Ctrl-C in a terminal reaches the children too: one that ends because of it has not died.
            if (_stopping || stop.IsCancellationRequested) return;

            if (exitCode == ExitCode.Misused || ++Restarts > MostRestarts)
                throw new DemoException($"{name} ended with exit code {exitCode}; {logFile} says why:\n{LastLines()}");

            await Task.Delay(RestartPause, time, stop);
        }
    }

    /// <summary>Asks it to stop, and waits; kills it if it does not.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        if (_process is not { } process) return;

        try
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(StopPatience, time);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // It has ended by itself.
        }
    }

    private async Task<int> RunOnceAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new DemoException($"{program} does not start");
        _process = process;
        await using var log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        var writing = new Lock();
        await Task.WhenAll(CopyAsync(process.StandardOutput, log, writing), CopyAsync(process.StandardError, log, writing));
        await process.WaitForExitAsync();
        _process = null;
        return process.ExitCode;
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
