using System.Net;
using System.Net.Sockets;

namespace Cartel.EndToEnd.Tests;

internal static class Ports
{
    /// <summary>One on the loopback address that nobody listens on just now.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
