using System.Net;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>What an agent is to others of its network: it lends to them itself where its settings say so, and fetches from them unless these forbid it.</summary>
internal sealed class PeerSide : IAsyncDisposable
{
    private readonly AgentSettings _settings;
    private readonly RegistryClock _clock;
    private readonly DirectFetch? _fetch;
    private readonly ILogger _log;
    private readonly PeerDoor? _door;
    private readonly BareServer? _server;
    private Uri? _told;

    private PeerSide(AgentSettings settings, RegistryClock clock, DirectFetch? fetch, PeerDoor? door, BareServer? server, ILogger log) =>
        (_settings, _clock, _fetch, _door, _server, _log) = (settings, clock, fetch, door, server, log);

    /// <summary>Begins to lend. A port that is taken is no reason not to learn.</summary>
    public static async Task<PeerSide> OpenAsync(
        AgentSettings settings, string task, AgentState state, Courier courier, Mailbox mailbox, RegistryTraffic traffic, TimeProvider time, ILogger log)
    {
        var clock = new RegistryClock(time);
        var fetch = settings.Peers.RelayOnly ? null : new DirectFetch(settings.Name, settings.Namespace, traffic, time, log);
        if (settings.Peers.LendAt is not { } at || settings.Registry is null) return new PeerSide(settings, clock, fetch, null, null, log);

        var door = new PeerDoor(settings.Name, time.GetUtcNow());
        var desk = new LendingDesk(
            settings, task, door.TicketKey, clock, courier, () => mailbox.AskAsync(state.Learner.PartsOnOffer, CancellationToken.None), time, log);
        try
        {
            return new PeerSide(settings, clock, fetch, door, await PeerServer.StartAsync(at, door.Certificate, traffic, desk.ServeAsync), log);
        }
        catch (IOException taken)
        {
            AgentLog.LendsNowhere(log, settings.Name, at, taken.Message);
            door.Dispose();
            return new PeerSide(settings, clock, fetch, null, null, log);
        }
    }

    /// <summary>Fetches from others; null: through the relay only.</summary>
    public DirectFetch? Fetch => _fetch;

    /// <summary>Hears the registry's time.</summary>
    public RegistryClock Clock => _clock;

    /// <summary>Where a registry is told that others may fetch; null: nowhere, or the network does not say by which address.</summary>
    /// <remarks>Looked up anew for each registration: a device that starts without a network has its address later.</remarks>
    public async Task<PeerEndpoint?> EndpointAsync(Uri registry, CancellationToken stop)
    {
        if (_server is null || await UrlAsync(_server.Port, registry, stop) is not { } url) return null;

        if (url != _told) AgentLog.LendsAt(_log, _settings.Name, _settings.Peers.LendAt!, url);
        _told = url;
        return _door!.EndpointAt(url);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { } server) await server.DisposeAsync();
        _door?.Dispose();
    }

    private async Task<Uri?> UrlAsync(int port, Uri registry, CancellationToken stop)
    {
        if (_settings.Peers.LendAs is { } named) return named;

        var listens = _settings.Peers.LendAt!.Address;
        var isAny = listens.Equals(IPAddress.Any) || listens.Equals(IPAddress.IPv6Any);
        var address = isAny ? await OwnAddress.TowardsAsync(registry, stop) : listens;
        return address is null ? null : new UriBuilder(Uri.UriSchemeHttps, address.ToString(), port).Uri;
    }
}
