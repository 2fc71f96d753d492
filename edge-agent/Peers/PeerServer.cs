using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cartel.Agent;

/// <summary>The agent's HTTPS server for other agents.</summary>
internal static class PeerServer
{
    private const int MostConnections = 32;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestHead = TimeSpan.FromSeconds(10);

    /// <summary>Begins to listen.</summary>
    /// <param name="at">The address of this device; port 0: any.</param>
    /// <param name="certificate">What it shows.</param>
    /// <param name="traffic">Counts what goes over its connections.</param>
    /// <param name="serve">Answers a request.</param>
    /// <exception cref="IOException">Somebody else listens there, or the device has no such address.</exception>
    public static Task<BareServer> StartAsync(IPEndPoint at, X509Certificate2 certificate, RegistryTraffic traffic, RequestDelegate serve)
    {
        var options = new KestrelServerOptions();
        var tls = new TlsConnections(certificate, traffic);
        options.Listen(at, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(tls.Around);
        });
        var limits = options.Limits;
        (limits.MaxRequestBodySize, limits.MaxConcurrentConnections, limits.MaxConcurrentUpgradedConnections) = (0, MostConnections, 0);
        (limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount, limits.MaxRequestLineSize) = (8 * 1024, 30, 2 * 1024);
        (limits.KeepAliveTimeout, limits.RequestHeadersTimeout) = (LongestSilence, LongestHead);
        return BareServer.StartAsync(options, serve);
    }
}
