using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartel.Testing;

/// <summary>A real <c>redis-server</c> on a free port, with its own folder. What it has acknowledged survives <see cref="Kill"/>.</summary>
public sealed class RedisServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private Process _process;

    private RedisServer(int port)
    {
        Port = port;
        _process = Launch();
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its address as <c>HOST:PORT</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts one and waits until it answers; fails with a hint where redis-server is not installed.</summary>
    public static RedisServer Start()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new RedisServer(port);
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Starts it again after <see cref="Kill"/>, on the same port and data.</summary>
    public void Restart() => _process = Launch();

    /// <summary>Stops it without ending it: connections stay open and nothing answers.</summary>
    public void Pause() => Signal("STOP");

    /// <summary>Lets it go on.</summary>
    public void Resume() => Signal("CONT");

    /// <summary>Deletes everything in it.</summary>
    public void Flush() => Ask("FLUSHALL\r\n");

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
            process = Process.Start(new ProcessStartInfo("redis-server")
            {
                ArgumentList =
                {
                    "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.Path, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
                },
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
            return Ask("PING\r\n").StartsWith("+PONG", StringComparison.Ordinal);
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
        var answer = new byte[64];
        return Encoding.ASCII.GetString(answer, 0, stream.Read(answer));
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
