using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cartel.Agent;

/// <summary>The agent's HTTP server for programs of its own device: on 127.0.0.1 and ::1, and nowhere else.</summary>
/// <remarks>The bare web server without a host around it: a device has little memory, and these few resources need no more.</remarks>
internal sealed class LocalServer : IAsyncDisposable
{
    /// <summary>The longest body that is taken.</summary>
    public const int MostBodyBytes = 4 * 1024 * 1024;

    private const int MostConnections = 100;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestHead = TimeSpan.FromSeconds(10);

    private readonly KestrelServer _server;

    private LocalServer(KestrelServer server) => _server = server;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The port, above 0.</param>
    /// <param name="serve">Answers a request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">Somebody else listens there.</exception>
    public static async Task<LocalServer> StartAsync(int port, RequestDelegate serve, CancellationToken cancellation)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        options.ListenLocalhost(port, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        var limits = options.Limits;
        (limits.MaxRequestBodySize, limits.MaxConcurrentConnections, limits.MaxConcurrentUpgradedConnections) = (MostBodyBytes, MostConnections, 0);
        (limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount, limits.MaxRequestLineSize) = (16 * 1024, 50, 4 * 1024);
        (limits.KeepAliveTimeout, limits.RequestHeadersTimeout) = (LongestSilence, LongestHead);
        var server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new Application(serve), cancellation);
            return new LocalServer(server);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Whether a request's Host names this device: a page of the web that has its name resolve to loopback names itself.</summary>
    public static bool IsLocal(HostString host) =>
        host.HasValue && (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Those who are answered just now are answered; who keeps a connection open for later is not waited for.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(patience.Token);
        _server.Dispose();
    }

    private sealed class Application(RequestDelegate serve) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => serve(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            // It holds nothing.
        }
    }
}
