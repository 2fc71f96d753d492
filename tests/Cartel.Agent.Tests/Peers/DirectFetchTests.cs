using System.Net;
using System.Security.Cryptography;
using Cartel.Agent.Tests.Link;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Peers;

/// <summary>A target and donors that it need not trust.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DirectFetchTests : LinkTest
{
    private readonly PeerDoor _door = new("donor", TimeProvider.System.GetUtcNow());
    private readonly ModelPart _part = PartFor(2);
    private readonly ManualTime _time = new();
    private readonly DirectFetch _fetch;
    private BareServer? _server;
    private int _requests;

    public DirectFetchTests() : base(new HttpClientHandler()) =>
        _fetch = new DirectFetch("target", "default", new RegistryTraffic(TimeProvider.System), _time, NullLogger.Instance);

    [TearDown]
    public async Task Close()
    {
        if (_server is { } server) await server.DisposeAsync();
        _door.Dispose();
    }

    [Test]
    public async Task It_takes_what_was_offered_from_whoever_shows_the_certificate()
    {
        var peer = await DonorAsync(http => GiveAsync(http, _part));

        var parts = await TryAsync(peer);

        Assert.That(parts!.Single().Sha256, Is.EqualTo(_part.Sha256));
    }

    [Test]
    public async Task Who_shows_another_certificate_gets_neither_ticket_nor_request()
    {
        var peer = await DonorAsync(http => GiveAsync(http, _part));

        var parts = await TryAsync(peer with { CertificateSha256 = new string('0', 64) });

        Assert.That(parts, Is.Null);
        Assert.That(_requests, Is.Zero);
    }

    [Test]
    public async Task Another_part_than_was_offered_is_not_taken()
    {
        var peer = await DonorAsync(http => GiveAsync(http, PartFor(3)));

        Assert.That(await TryAsync(peer), Is.Null);
    }

    [Test]
    public async Task A_part_that_never_ends_is_given_up()
    {
        var peer = await DonorAsync(static async http =>
        {
            var junk = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(junk, http.RequestAborted);
        });

        Assert.That(await TryAsync(peer), Is.Null);
    }

    [Test]
    public async Task The_words_of_a_refusal_are_not_read_to_their_end()
    {
        var peer = await DonorAsync(static async http =>
        {
            (http.Response.StatusCode, http.Response.ContentType) = (503, "application/problem+json");
            var junk = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(junk, http.RequestAborted);
        });

        Assert.That(await TryAsync(peer), Is.Null);
    }

    [Test]
    public async Task A_donor_that_does_not_answer_is_left_alone_for_ten_minutes()
    {
        var peer = await DonorAsync(static http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        Assert.That(await TryAsync(peer), Is.Null);
        var tried = _requests;
        Assert.That(tried, Is.Positive);
        _time.Advance(DirectFetch.UnreachableFor - TimeSpan.FromSeconds(1));
        Assert.That(await TryAsync(peer), Is.Null);
        Assert.That(_requests, Is.EqualTo(tried), "not even tried");

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await TryAsync(peer), Is.Null);
        Assert.That(_requests, Is.GreaterThan(tried));
    }

    [TestCase("http://127.0.0.1:1")]
    [TestCase("file:///etc/passwd")]
    [TestCase("nonsense")]
    public async Task An_address_that_is_none_is_not_tried(string url) =>
        Assert.That(await TryAsync(new PeerOffer(url, new string('0', 64), "ticket")), Is.Null);

    private Task<IReadOnlyList<ModelPart>?> TryAsync(PeerOffer peer) =>
        _fetch.TryAsync(peer, "donor", [new PartOffer(_part.Id, _part.Classes, _part.Sha256, _part.Bytes.Length, _part.Evidence)], CancellationToken.None);

    private async Task<PeerOffer> DonorAsync(RequestDelegate serve)
    {
        _server = await PeerServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), _door.Certificate, new RegistryTraffic(TimeProvider.System), http =>
        {
            Interlocked.Increment(ref _requests);
            return serve(http);
        });
        return new PeerOffer($"https://127.0.0.1:{_server.Port}", Convert.ToHexStringLower(SHA256.HashData(_door.Certificate.RawData)), "ticket");
    }

    private static Task GiveAsync(HttpContext http, ModelPart part)
    {
        http.Response.Headers.ETag = $"\"{part.Sha256}\"";
        return http.Response.Body.WriteAsync(part.Bytes).AsTask();
    }
}
