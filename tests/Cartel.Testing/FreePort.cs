using System.Net;
using System.Net.Sockets;

namespace Cartel.Testing;

/// <summary>Ports on 127.0.0.1 for servers of tests.</summary>
/// <remarks>They lie below those that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere): a server that is
/// killed and started again finds its port free, however many connections were opened meanwhile. Each process that tests has a block of them for
/// itself, as long as it lives: another would take the port of a server that is down for a moment.</remarks>
public static class FreePort
{
    private const int First = 10_000;
    private const int BlockSize = 2_000;
    private const int Blocks = 10;

    private static readonly (FileStream? Held, int First) Block = TakeBlock();
    private static int Given;

    /// <summary>One that nobody listens on and that no other test is given.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Block.First + (int)((uint)Interlocked.Increment(ref Given) % BlockSize);
            if (IsFree(port)) return port;
        }
    }

    // The lock ends with the process, however it ends; the empty files stay.
    private static (FileStream? Held, int First) TakeBlock()
    {
        for (var i = 0; i < Blocks; i++)
        {
            try
            {
                var file = Path.Combine(Path.GetTempPath(), $"cartel-test-ports-{i}");
                return (new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), First + (i * BlockSize));
            }
            catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
            {
                // Another process has it.
            }
        }

        return (null, First + (Environment.ProcessId % Blocks * BlockSize));
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
