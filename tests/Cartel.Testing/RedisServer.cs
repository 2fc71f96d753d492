using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Cartel.Testing;

/// <summary>A real <c>redis-server</c> on a free port, with its own folder. What it has acknowledged survives <see cref="Kill"/>.</summary>
public sealed class RedisServer : IRedisHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private Process _process;

    private readonly string[] _settings;

    private RedisServer(int port, string[] settings)
    {
        (Port, _settings) = (port, settings);
        _process = Launch();
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts one and waits until it answers; fails with a hint where redis-server is not installed.</summary>
    /// <param name="settings">More arguments, such as <c>--maxmemory 10mb</c>.</param>
    public static RedisServer Start(params string[] settings) => new(FreePort.Next(), settings);

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Whether it has not been killed.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Starts it again after <see cref="Kill"/>, on the same port and data.</summary>
    public void Restart() => _process = Launch();

    /// <summary>Stops it without ending it: connections stay open and nothing answers.</summary>
    public void Pause() => Signal("STOP");

    /// <summary>Lets it go on.</summary>
    public void Resume() => Signal("CONT");

    /// <inheritdoc/>
    public void Flush() => Ask("FLUSHALL\r\n");

    /// <summary>Runs a command and returns the first line of its answer.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public string Command(string command)
    {
        var answer = Ask(command + "\r\n");
        return answer.StartsWith('-') ? throw new InvalidOperationException($"Redis refuses “{command}”: {answer}") : answer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        _folder.Dispose();
    }

    private Process Launch()
    {
        Process process;
        try
        {
            string[] own = ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.Path, "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
            process = Process.Start(new ProcessStartInfo("redis-server", [.. own, .. _settings])
            {
                RedirectStandardOutput = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw new NUnit.Framework.AssertionException("redis-server is not on the PATH: ./cartel test installs it, as root on Debian.");
        }

        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var waited = Stopwatch.StartNew();
        while (!Answers())
        {
            if (process.HasExited) throw new InvalidOperationException($"redis-server ended at once with {process.ExitCode}.");
            if (waited.Elapsed > Patience) throw new TimeoutException($"redis-server did not answer within {Patience}.");
            process.WaitForExit(20);
        }

        return process;
    }

    private bool Answers()
    {
        try
        {
            // One with a password answers that it has one.
            return Ask("PING\r\n") is ['+', 'P', 'O', 'N', 'G', ..] or ['-', 'N', 'O', 'A', 'U', 'T', 'H', ..];
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private string Ask(string command)
    {
        using var client = new TcpClient("127.0.0.1", Port);
        using var stream = client.GetStream();
        stream.Write(Encoding.ASCII.GetBytes(command));
        var answer = new byte[4096];
        return Encoding.ASCII.GetString(answer, 0, stream.Read(answer));
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
