using System.Net.Sockets;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Connections that are probed while nothing is said on them.</summary>
/// <remarks>An agent waits for minutes; one whose line died without a word would wait in vain.</remarks>
internal static class Watched
{
    public static SocketsHttpHandler Connections() => new()
    {
        ConnectCallback = static async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                SilentLines.Probe(socket);
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
