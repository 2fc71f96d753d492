using System.Net.Sockets;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Connections that are probed while nothing is said on them.</summary>
/// <remarks>An agent waits for minutes; one whose line died without a word would wait in vain.</remarks>
internal static class Watched
{
    /// <param name="authorityFile">The certificates of the only authorities that are trusted, or null for those of the system.</param>
    /// <param name="traffic">Counts what goes over them, or null.</param>
    public static SocketsHttpHandler Connections(string? authorityFile = null, RegistryTraffic? traffic = null) => new()
    {
        SslOptions = { CertificateChainPolicy = authorityFile is null ? null : PrivateAuthority.Trust(authorityFile) },
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                SilentLines.Probe(socket);
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                var stream = new NetworkStream(socket, ownsSocket: true);
                return traffic is null ? stream : new MeteredStream(stream, stream, traffic);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
