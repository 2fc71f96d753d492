using System.Diagnostics;
using System.Net.Sockets;

namespace Cartel.Testing;

/// <summary>A real <c>garnet-server</c> on a free port: a second server that speaks Redis' protocol. It keeps nothing.</summary>
public sealed class GarnetServer : IRedisHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private GarnetServer(string program)
    {
        Port = FreePort.Next();
        _process = Process.Start(new ProcessStartInfo(
            program, ["--port", $"{Port}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode", "--checkpointdir", _folder.Path, "--memory", "64m", "--index", "1m"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
        })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts one and waits until it answers; skips the test with a reason where it is not installed.</summary>
    public static GarnetServer Start()
    {
        var server = new GarnetServer(Find());
        var waited = Stopwatch.StartNew();
        while (!server.Listens())
        {
            if (server._process.HasExited || waited.Elapsed > Patience)
            {
                server.Dispose();
                throw new InvalidOperationException("garnet-server does not start");
            }

            server._process.WaitForExit(20);
        }

        return server;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        using var client = new TcpClient("127.0.0.1", Port);
        using var stream = client.GetStream();
        // It takes no command as a plain line.
        stream.Write("*1\r\n$8\r\nFLUSHALL\r\n"u8);
        stream.ReadByte();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Prepend(Path.Combine(Repository.Root, "artifacts", "tools"));
        if (folders.Select(static folder => Path.Combine(folder, "garnet-server")).FirstOrDefault(File.Exists) is { } program) return program;

        NUnit.Framework.Assert.Ignore("garnet-server is not here: ./cartel test installs it where the NuGet feed has it.");
        return "";
    }

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
