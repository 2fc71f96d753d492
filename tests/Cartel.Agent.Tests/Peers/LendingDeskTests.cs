using System.Net;
using System.Net.Http.Headers;
using Cartel.Agent.Tests.Link;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Peers;

/// <summary>An agent that lends at a port of its own, over real TLS, to whoever has a ticket.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LendingDeskTests : LinkTest
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly Courier _courier = new(PublicationPolicy.Create());
    private readonly PeerDoor _door = new("gateway-1", Now);
    private readonly RegistryTraffic _traffic = new(TimeProvider.System);
    private readonly RegistryClock _clock = new(TimeProvider.System);
    private HttpClient _http = null!;
    private BareServer _server = null!;
    private ModelPart _offered = null!;
    private int _asked;

    public LendingDeskTests() : base(new HttpClientHandler())
    {
    }

    [SetUp]
    public async Task Lend()
    {
        _courier.Look(State);
        Assert.That(_courier.Publications.TryRead(out var publication), Is.True);
        _courier.Keep(publication!);
        _offered = publication!.Parts[0];
        var desk = new LendingDesk(Settings, "task", _door.TicketKey, _clock, _courier, Model, TimeProvider.System, NullLogger.Instance);
        _server = await PeerServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), _door.Certificate, _traffic, desk.ServeAsync);
        _http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == _door.Certificate.Thumbprint })
        {
            BaseAddress = new Uri($"https://127.0.0.1:{_server.Port}"),
        };
        Task<IReadOnlyList<ModelPart>> Model()
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(Learner.PartsOnOffer());
        }
    }

    [TearDown]
    public async Task Close()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _door.Dispose();
    }

    [Test]
    public async Task Whoever_has_a_ticket_gets_the_part_as_it_is_now()
    {
        var random = new SeededRandom(5);
        for (var i = 0; i < 50; i++) Learner.Observe(Draw(random, 0), 0);
        var now = Learner.PartsOnOffer().Single(part => part.Id == _offered.Id);
        Assert.That(now.Sha256, Is.Not.EqualTo(_offered.Sha256));

        using var answer = await AskAsync(Ticket(), "?maxAgeSeconds=60");

        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(now.Bytes.ToArray()));
        Assert.That(answer.Headers.ETag!.Tag, Is.EqualTo($"\"{now.Sha256}\""));
        Assert.That(_traffic.Up, Is.GreaterThan(now.Bytes.Length), "what is lent counts for the budget");
        Assert.That(_traffic.Down, Is.Positive);
    }

    [Test]
    public async Task A_part_that_was_begun_goes_on_though_the_model_has_moved_on()
    {
        using var begun = await AskAsync(Ticket(), "?maxAgeSeconds=60");
        var (whole, sha256) = (await begun.Content.ReadAsByteArrayAsync(), begun.Headers.ETag!.Tag.Trim('"'));
        var random = new SeededRandom(5);
        for (var i = 0; i < 50; i++) Learner.Observe(Draw(random, 0), 0);

        using var rest = await AskAsync(Ticket(), "", sha256, new RangeHeaderValue(10, null));

        Assert.That(rest.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await rest.Content.ReadAsByteArrayAsync(), Is.EqualTo(whole[10..]));
        using var beyond = await AskAsync(Ticket(), "", sha256, new RangeHeaderValue(whole.Length, null));
        Assert.That(beyond.StatusCode, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
    }

    [Test]
    public async Task Without_a_good_ticket_nothing_is_told()
    {
        var key = _door.TicketKey;
        string?[] bad =
        [
            null, "", "x", Ticket() + "x",
            new PartTicket("target", "t", Now.AddMinutes(-1)).Issue(key, "default", "task", "gateway-1"),
            new PartTicket("target", "t", Now.AddMinutes(5)).Issue(key, "default", "task", "gateway-2"),
            new PartTicket("target", "t", Now.AddMinutes(5)).Issue(key, "default", "other", "gateway-1"),
            new PartTicket("target", "t", Now.AddMinutes(5)).Issue(new byte[PartTicket.KeyBytes], "default", "task", "gateway-1"),
        ];
        foreach (var ticket in bad)
        {
            using var answer = await AskAsync(ticket, "?maxAgeSeconds=60");
            Assert.That((int)answer.StatusCode, Is.EqualTo(401), ticket);
        }

        Assert.That(_asked, Is.Zero, "the pipeline is not troubled");
    }

    [Test]
    public async Task Tickets_end_by_the_registrys_clock()
    {
        var ahead = TimeSpan.FromDays(2);
        _clock.Hear(Now + ahead);

        using var ended = await AskAsync(Ticket(), "?maxAgeSeconds=60");
        using var good = await AskAsync(new PartTicket("target", "t", Now + ahead + TimeSpan.FromMinutes(5)).Issue(_door.TicketKey, "default", "task", "gateway-1"), "?maxAgeSeconds=60");

        Assert.That((ended.StatusCode, good.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Many_who_ask_at_once_ask_the_pipeline_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(Ticket(), "?maxAgeSeconds=60")));

        Assert.That(answers.Select(static answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(_asked, Is.LessThan(20));
    }

    [Test]
    public async Task What_was_recalled_is_lent_no_more()
    {
        _courier.Withdraw([_offered.Sha256]);

        using var answer = await AskAsync(Ticket(), "?maxAgeSeconds=60");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_budget_that_is_nearly_spent_lends_nothing()
    {
        _courier.Economy = Economy.NothingAhead;

        using var answer = await AskAsync(Ticket(), "?maxAgeSeconds=60");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(answer.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [TestCase("GET", "/", 404)]
    [TestCase("GET", "/v1/status", 404)]
    [TestCase("GET", "/api/v1/namespaces/other/parts/1", 404)]
    [TestCase("GET", "/api/v1/namespaces/default/parts/../../../../etc/passwd", 404)]
    [TestCase("DELETE", "/api/v1/namespaces/default/parts/1", 405)]
    public async Task There_is_nothing_else_here(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Ticket());
        using var answer = await _http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    private string Ticket() => new PartTicket("target", "task.1", Now.AddMinutes(5)).Issue(_door.TicketKey, "default", "task", "gateway-1");

    private async Task<HttpResponseMessage> AskAsync(string? ticket, string query, string? sha256 = null, RangeHeaderValue? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/namespaces/default/parts/{sha256 ?? _offered.Sha256}{query}");
        if (ticket is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {ticket}");
        request.Headers.Range = range;
        return await _http.SendAsync(request);
    }
}
