using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Keeps the local server where the settings have it; a port that is taken is tried again, and learning goes on meanwhile.</summary>
internal sealed class LocalHost(string agent, RequestDelegate serve, LocalCounts counts, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(30);

    private BareServer? _server;
    private int _port;
    private long _failedAt;

    /// <summary>Listens at a port, or at none (0).</summary>
    public async Task MoveAsync(int port, CancellationToken cancellation)
    {
        if (port == _port) return;

        await CloseAsync();
        _port = port;
        if (port != 0) await TryAsync(cancellation);
    }

    /// <summary>Tries again, if it is time, what failed; called now and then.</summary>
    public Task TickAsync(CancellationToken cancellation) =>
        _port != 0 && _server is null && time.GetElapsedTime(_failedAt) >= TryAgainAfter ? TryAsync(cancellation) : Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            _server = await LocalServer.StartAsync(_port, serve, cancellation);
            counts.Listening(_port);
            AgentLog.Listening(log, agent, _port);
        }
        catch (IOException taken)
        {
            _failedAt = time.GetTimestamp();
            AgentLog.NotListening(log, agent, _port, taken.Message);
        }
    }

    private async Task CloseAsync()
    {
        counts.Listening(0);
        if (_server is { } server) await server.DisposeAsync();
        _server = null;
    }
}
