using System.Net;
using System.Net.Sockets;

namespace Cartel.Testing;

/// <summary>Ports on 127.0.0.1 for servers of tests.</summary>
/// <remarks>They lie below those that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere): a server that is
/// killed and started again finds its port free, however many connections were opened meanwhile. Processes that test at the same time begin at
/// different ones.</remarks>
public static class FreePort
{
    private const int First = 10_000;
    private const int Count = 20_000;
    private static int Given = (int)(Environment.ProcessId * 7_919L % Count);

    /// <summary>One that nobody listens on and that no other test of this process is given.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref Given) % Count);
            if (IsFree(port)) return port;
        }
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
