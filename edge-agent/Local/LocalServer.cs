using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cartel.Agent;

/// <summary>The agent's HTTP server for programs of its own device: on 127.0.0.1 and ::1, and nowhere else.</summary>
internal static class LocalServer
{
    /// <summary>The longest body that is taken.</summary>
    public const int MostBodyBytes = 4 * 1024 * 1024;

    private const int MostConnections = 100;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestHead = TimeSpan.FromSeconds(10);

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The port, above 0.</param>
    /// <param name="serve">Answers a request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">Somebody else listens there.</exception>
    public static Task<BareServer> StartAsync(int port, RequestDelegate serve, CancellationToken cancellation)
    {
        var options = new KestrelServerOptions();
        options.ListenLocalhost(port, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        var limits = options.Limits;
        (limits.MaxRequestBodySize, limits.MaxConcurrentConnections, limits.MaxConcurrentUpgradedConnections) = (MostBodyBytes, MostConnections, 0);
        (limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount, limits.MaxRequestLineSize) = (16 * 1024, 50, 4 * 1024);
        (limits.KeepAliveTimeout, limits.RequestHeadersTimeout) = (LongestSilence, LongestHead);
        return BareServer.StartAsync(options, serve, cancellation);
    }

    /// <summary>Whether a request's Host names this device: a page of the web that has its name resolve to loopback names itself.</summary>
    public static bool IsLocal(HostString host) =>
        host.HasValue && (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
