using System.Net.Sockets;

namespace Cartel.Agent;

/// <summary>Connections that are probed while nothing is said on them.</summary>
/// <remarks>An agent waits for minutes; one whose line died without a word would wait in vain, and a box in between that forgets
/// silent lines would make it die. A probe and its answer are 80 bytes of TCP/IP heads.</remarks>
internal static class Watched
{
    private const int ProbeAfterSeconds = 120;
    private const int ProbeEverySeconds = 15;
    private const int Probes = 3;

    public static SocketsHttpHandler Connections() => new()
    {
        ConnectCallback = static async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
