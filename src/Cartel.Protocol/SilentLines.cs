using System.Net.Sockets;

namespace Cartel.Protocol;

/// <summary>Connections on which nothing is said for minutes, and which both ends probe meanwhile.</summary>
/// <remarks>A line that died without a word, with the power of a device or in a box in between that forgets silent ones, is then
/// known to be dead within 150 s. A probe and its answer are 80 bytes of TCP/IP heads.</remarks>
public static class SilentLines
{
    /// <summary>How long a line is silent before it is probed: 120 s.</summary>
    public const int ProbeAfterSeconds = 120;

    private const int ProbeEverySeconds = 10;
    private const int Probes = 3;

    /// <summary>Has TCP probe a connection, or all that a listening socket will accept.</summary>
    /// <param name="socket">A TCP socket, not connected yet.</param>
    public static void Probe(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
