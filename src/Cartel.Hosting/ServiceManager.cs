using System.Net.Sockets;
using System.Text;

namespace Cartel.Hosting;

/// <summary>Tells systemd, where it started this process with <c>Type=notify</c>, how far it is (sd_notify(3)).</summary>
public static class ServiceManager
{
    /// <summary>It serves.</summary>
    public const string Ready = "READY=1";

    /// <summary>It stops, and finishes what it has begun.</summary>
    public const string Stopping = "STOPPING=1";

    /// <summary>It is alive: due more often than <c>WATCHDOG_USEC</c> says.</summary>
    public const string Alive = "WATCHDOG=1";

    /// <summary>Tells it; where nobody listens nothing happens.</summary>
    /// <param name="state">Such as <see cref="Ready"/>.</param>
    /// <param name="address">What <c>NOTIFY_SOCKET</c> says; null or empty: no service manager started this.</param>
    public static void Tell(string state, string? address)
    {
        if (address is not { Length: > 0 }) return;

        // An address in the abstract namespace is written with an @ in place of its first byte, which is 0.
        var endPoint = new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(endPoint);
            socket.Send(Encoding.ASCII.GetBytes(state));
        }
        catch (SocketException)
        {
            // Who does not listen is not told.
        }
    }
}
