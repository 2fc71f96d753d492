using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cartel.Agent;

/// <summary>The bare web server without a host around it: a device has little memory, and an agent's few resources need no more.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private BareServer(KestrelServer server) => _server = server;

    /// <summary>The first port at which it listens.</summary>
    public int Port => new Uri(_server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;

    /// <summary>Begins to listen.</summary>
    /// <param name="options">Where, and within which limits.</param>
    /// <param name="serve">Answers a request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">Somebody else listens there, or the device has no such address.</exception>
    public static async Task<BareServer> StartAsync(KestrelServerOptions options, RequestDelegate serve, CancellationToken cancellation = default)
    {
        (options.AddServerHeader, options.AllowSynchronousIO) = (false, false);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new Application(serve), cancellation);
            return new BareServer(server);
        }
        catch (System.Net.Sockets.SocketException unbound)
        {
            server.Dispose();
            throw new IOException(unbound.Message, unbound);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

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
