using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Link;

/// <summary>How the parts of a transfer come.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TransferDriverTests : LinkTest
{
    private readonly Relay _relay;

    public TransferDriverTests() : this(new Relay())
    {
    }

    private TransferDriverTests(Relay relay) : base(relay) => _relay = relay;

    [Test]
    public async Task Parts_of_256_KiB_together_come_in_one_exchange()
    {
        _relay.Lend(87_382, 87_381, 87_381);

        await FetchAsync();

        Assert.That(_relay.Asked, Is.EqualTo(new[] { "POST transfers", "PUT parts" }));
        Assert.That(State.Open!.Donor, Is.EqualTo("donor"));
    }

    [Test]
    public async Task Larger_ones_come_one_by_one_after_the_choice_was_told()
    {
        string[] hashes = [.. _relay.Lend(87_382, 87_382, 87_381)];

        await FetchAsync();

        Assert.That(_relay.Asked, Is.EquivalentTo(["POST transfers", "PUT state", .. hashes.Select(static sha256 => $"GET {sha256}")]));
        Assert.That((_relay.Told!.State, _relay.Told.Donor), Is.EqualTo((TransferState.Fetching, "donor")));
        Assert.That(_relay.Told.Parts, Is.EquivalentTo(hashes));
        Assert.That(_relay.Told.Parts![0], Is.EqualTo(hashes[0]), "the needed class first");
        Assert.That(State.Open!.Donor, Is.EqualTo("donor"));
    }

    [Test]
    public async Task From_a_donor_that_lets_others_in_they_come_without_the_relay()
    {
        _relay.Lend(87_382, 87_381, 87_381);
        using var door = new PeerDoor("donor", TimeProvider.System.GetUtcNow());
        await using var donor = await PeerServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), door.Certificate, new RegistryTraffic(TimeProvider.System), _relay.GiveAsync);
        _relay.Peer = OfferOf(door, donor.Port);

        await FetchAsync(NewDirect());
        State.Save();

        Assert.That(_relay.Asked, Is.EqualTo(new[] { "POST transfers" }));
        Assert.That((State.Open!.Donor, State.Open.Direct, State.Open.Bytes), Is.EqualTo(("donor", true, _relay.Given)));
        var move = ((ICheckpoint)Checkpoint).NextToSend()!.Value.Item.Move!;
        Assert.That((move.State, move.Donor, move.Direct, move.Parts!.Count), Is.EqualTo((TransferState.Fetching, "donor", true, 3)), "the registry hears of it when there is time");
    }

    [Test]
    public async Task From_one_that_is_not_reached_they_come_by_the_relay()
    {
        _relay.Lend(87_382, 87_381, 87_381);
        using var door = new PeerDoor("donor", TimeProvider.System.GetUtcNow());
        _relay.Peer = OfferOf(door, Testing.FreePort.Next());

        await FetchAsync(NewDirect());

        Assert.That(_relay.Asked, Is.EqualTo(new[] { "POST transfers", "PUT parts" }));
        Assert.That((State.Open!.Donor, State.Open.Direct), Is.EqualTo(("donor", false)));
    }

    private DirectFetch NewDirect() => new(Settings.Name, "default", new RegistryTraffic(TimeProvider.System), TimeProvider.System, NullLogger.Instance);

    private static PeerOffer OfferOf(PeerDoor door, int port) =>
        new($"https://127.0.0.1:{port}", Convert.ToHexStringLower(SHA256.HashData(door.Certificate.RawData)), "ticket");

    // Meets class 2, asks for it, and ends when the parts have been handed over.
    private async Task FetchAsync(DirectFetch? direct = null)
    {
        var random = new SeededRandom(2);
        while (!Learner.AwaitsParts) Learner.Observe(Draw(random, 2), 2);
        State.Begin(Settings.Name, Learner.OpenTrigger!);
        var courier = new Courier(PublicationPolicy.Create());
        courier.Resume(State.Open);

        await RunUntilAsync(new TransferDriver(Settings, Session, State, courier, Mailbox, NullLogger.Instance, direct).RunAsync, () => !Learner.AwaitsParts);
    }

    /// <summary>A registry that knows one donor, whose parts lie ready.</summary>
    private sealed class Relay : HttpMessageHandler
    {
        private readonly Dictionary<string, byte[]> _parts = [];
        private readonly List<string> _asked = [];
        private PartOffer[] _offers = [];

        public IReadOnlyList<string> Asked => _asked;

        public TransferMove? Told { get; private set; }

        /// <summary>How its donor is reached without it, or null.</summary>
        public PeerOffer? Peer { get; set; }

        /// <summary>The bytes that the donor gave itself.</summary>
        public long Given { get; private set; }

        /// <summary>The donor itself.</summary>
        public Task GiveAsync(HttpContext http)
        {
            var bytes = _parts[http.Request.Path.Value!.Split('/')[^1]];
            Given += bytes.Length;
            http.Response.Headers.ETag = $"\"{ModelPart.HashOf(bytes)}\"";
            return http.Response.Body.WriteAsync(bytes).AsTask();
        }

        /// <summary>Offers parts of classes 2, 0 and 1 that are said to be so large, and returns their hashes.</summary>
        public IEnumerable<string> Lend(params int[] sizes)
        {
            _offers = [.. sizes.Zip([2, 0, 1], (size, label) => Offer(PartFor(label), size))];
            return _offers.Select(static offer => offer.Sha256);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var what = request.RequestUri!.Segments[^1];
            lock (_asked) _asked.Add($"{request.Method} {what}");
            switch (what)
            {
                case "transfers":
                    var asked = (await CompressedJson.ReadAsync(request.Content!, CartelJson.Default.TransferRequest, cancellationToken))!;
                    return new HttpResponseMessage(HttpStatusCode.Created) { Content = JsonContent.Create(Open(asked), CartelJson.Default.Transfer) };
                case "state":
                    Told = await CompressedJson.ReadAsync(request.Content!, CartelJson.Default.TransferMove, cancellationToken);
                    return new HttpResponseMessage(HttpStatusCode.NoContent);
                case "parts":
                    return Bytes(PartBundle.Write([.. _offers.Select(offer => (ReadOnlyMemory<byte>)_parts[offer.Sha256])]));
                default:
                    return Bytes(_parts[what]);
            }
        }

        private static HttpResponseMessage Bytes(byte[] bytes) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) };

        private Transfer Open(TransferRequest asked) => new(
            "task.1", "task", asked.Target, asked.Trigger, asked.Needs, TransferState.Offered, [new DonorOffer("donor", 1, 0, 0, _offers, Peer: asked.Direct ? Peer : null)], null,
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null);

        private PartOffer Offer(ModelPart part, int size)
        {
            _parts[part.Sha256] = part.Bytes.ToArray();
            return new PartOffer(part.Id, part.Classes, part.Sha256, size, part.Evidence);
        }
    }
}
