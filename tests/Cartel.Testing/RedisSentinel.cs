using System.Diagnostics;
using System.Net.Sockets;

namespace Cartel.Testing;

/// <summary>A real Sentinel, alone and soon alarmed, that guards a primary: when it is gone for two seconds, it promotes a replica.</summary>
public sealed class RedisSentinel : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private RedisSentinel(RedisServer primary)
    {
        var file = _folder.File("sentinel.conf");
        File.WriteAllText(file, $"""
            port {Port}
            bind 127.0.0.1
            sentinel monitor cartel 127.0.0.1 {primary.Port} 1
            sentinel down-after-milliseconds cartel 2000
            sentinel failover-timeout cartel 3000

            """);
        _process = Process.Start(new ProcessStartInfo("redis-server", [file, "--sentinel", "--dir", _folder.Path]) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its address as <c>HOST:PORT</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts one and waits until it knows the primary's replicas.</summary>
    public static RedisSentinel Start(RedisServer primary, int replicas)
    {
        var sentinel = new RedisSentinel(primary);
        var waited = Stopwatch.StartNew();
        while (!sentinel.Ask("SENTINEL MASTER cartel").Contains($"num-slaves\r\n${replicas.ToString(System.Globalization.CultureInfo.InvariantCulture).Length}\r\n{replicas}\r\n", StringComparison.Ordinal))
        {
            if (waited.Elapsed > Patience)
            {
                sentinel.Dispose();
                throw new TimeoutException($"the Sentinel does not know {replicas} replicas after {Patience}");
            }

            using var pause = new ManualResetEventSlim();
            pause.Wait(20);
        }

        return sentinel;
    }

    /// <summary>Which port it takes for the primary's; 0: it does not answer.</summary>
    public int PrimaryPort => int.TryParse(Ask("SENTINEL GET-MASTER-ADDR-BY-NAME cartel").Trim().Split("\r\n")[^1], System.Globalization.CultureInfo.InvariantCulture, out var port) ? port : 0;

    /// <summary>Has it promote a replica though the primary lives; false while it cannot, since another failover goes on.</summary>
    public bool TryFailOver() => Ask("SENTINEL FAILOVER cartel").StartsWith('+');

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private string Ask(string command)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            using var stream = client.GetStream();
            stream.Write(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
            var answer = new byte[8192];
            return System.Text.Encoding.ASCII.GetString(answer, 0, stream.Read(answer));
        }
        catch (Exception silent) when (silent is SocketException or IOException)
        {
            return "";
        }
    }
}
