using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Fetches parts from donors themselves; where that fails there is still the relay.</summary>
/// <param name="agent">Who fetches, for the log.</param>
/// <param name="ns">The namespace.</param>
/// <param name="traffic">Counts the bytes.</param>
/// <param name="time">The clock of its patience.</param>
/// <param name="log">The agent's log.</param>
internal sealed class DirectFetch(string agent, string ns, RegistryTraffic traffic, TimeProvider time, ILogger log)
{
    /// <summary>Whom it did not reach it leaves alone for so long: 10 min.</summary>
    public static readonly TimeSpan UnreachableFor = TimeSpan.FromMinutes(10);

    // Whom the network reaches at all it reaches at once; the others are reached sooner by the relay. A busy device may take its time to agree on a key.
    private static readonly TimeSpan ReachPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AllPatience = TimeSpan.FromSeconds(10);
    private const int MostConnections = 2;
    private const int MostRemembered = 1_000;

    private readonly ConcurrentDictionary<string, long> _unreachable = new();

    /// <summary>Fetches some of a donor's parts.</summary>
    /// <param name="peer">The way to the donor.</param>
    /// <param name="donor">Its name.</param>
    /// <param name="offers">What it offered.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The parts in the order of the offers, checked as those from the relay are; null: it could not be had.</returns>
    public async Task<IReadOnlyList<ModelPart>?> TryAsync(PeerOffer peer, string donor, IReadOnlyList<PartOffer> offers, CancellationToken stop)
    {
        if (_unreachable.TryGetValue(peer.Url, out var since) && time.GetElapsedTime(since) < UnreachableFor) return null;
        if (!Uri.TryCreate(peer.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps) return null;

        using var late = new CancellationTokenSource(AllPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using var http = new HttpClient(new WithoutRefusals(Connections(peer))) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", peer.Ticket);
        var client = new RegistryClient(http, ns, AllPatience, time);
        try
        {
            var parts = new List<ModelPart>(offers.Count);
            foreach (var offer in offers) parts.Add(await client.FetchAsync(offer, fromZoo: false, TimeSpan.Zero, either.Token));
            _unreachable.TryRemove(peer.Url, out _);
            return parts;
        }
        catch (Exception cause) when (cause is RegistryException or ModelFormatException)
        {
            AgentLog.NotDirect(log, agent, donor, peer.Url, cause.Message);
            return null;
        }
        catch (Exception cause) when (cause is RegistryUnavailableException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            AgentLog.NotDirect(log, agent, donor, peer.Url, cause.Message);
            if (_unreachable.Count >= MostRemembered) _unreachable.Clear();
            _unreachable[peer.Url] = time.GetTimestamp();
            return null;
        }
    }

    private SocketsHttpHandler Connections(PeerOffer peer)
    {
        var connections = Watched.Connections(traffic: traffic);
        (connections.UseProxy, connections.AllowAutoRedirect, connections.UseCookies) = (false, false, false);
        connections.MaxConnectionsPerServer = MostConnections;
        var reach = connections.ConnectCallback!;
        connections.ConnectCallback = async (context, cancellation) =>
        {
            using var late = new CancellationTokenSource(ReachPatience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
            return await reach(context, either.Token);
        };
        // No authority vouches for a device: the registry has said which certificate it shows.
        connections.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is X509Certificate2 shown && PeerDoor.HashOf(shown) == peer.CertificateSha256;
        return connections;
    }

    // What a donor says of its refusal is not read: it may be endless.
    private sealed class WithoutRefusals(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode) return answer;

            answer.Content.Dispose();
            answer.Content = new ByteArrayContent([]);
            return answer;
        }
    }
}
