using System.Net;
using Cartel.Collaboration;
using Cartel.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Link;

/// <summary>What is fetched of the classes that the registry calls emerging.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AnticipatorTests : LinkTest
{
    private readonly Relay _relay;
    private readonly Anticipator _anticipator;

    public AnticipatorTests() : this(new Relay())
    {
    }

    private AnticipatorTests(Relay relay) : base(relay) =>
        (_relay, _anticipator) = (relay, new Anticipator(Settings, Session, State, Mailbox, NullLogger.Instance));

    [Test]
    public async Task Parts_of_a_class_not_met_yet_are_fetched_and_lie_ready_and_of_a_known_one_nothing()
    {
        var (known, unknown) = (_relay.Lend(0), _relay.Lend(2));

        _anticipator.Hear([Emerging(0, ("donor", [known])), Emerging(2, ("donor", [unknown]))]);
        await RunUntilAsync(() => LiesReady(2));

        Assert.That(_relay.Asked, Is.EqualTo([unknown.Sha256]));
    }

    [Test]
    public async Task A_part_that_comes_damaged_costs_that_donor_alone()
    {
        var (damaged, sound) = (_relay.Lend(2, evidence: 300), _relay.Lend(2, evidence: 200));
        var companion = _relay.Lend(0);
        _relay.Damage(damaged);

        _anticipator.Hear([Emerging(2, ("liar", [damaged]), ("donor", [sound, companion]))]);
        await RunUntilAsync(() => LiesReady(2));

        Assert.That(_relay.Asked, Is.EqualTo([damaged.Sha256, sound.Sha256, companion.Sha256]));
    }

    [Test]
    public async Task What_cannot_be_fetched_is_forgotten_and_the_next_class_fetched()
    {
        var (damaged, sound) = (_relay.Lend(2), _relay.Lend(3));
        _relay.Damage(damaged);

        _anticipator.Hear([Emerging(2, ("liar", [damaged])), Emerging(3, ("donor", [sound]))]);
        await RunUntilAsync(() => LiesReady(3));

        Assert.That(LiesReady(2), Is.False);
        Assert.That(_relay.Asked, Is.EqualTo([damaged.Sha256, sound.Sha256]));
    }

    [Test]
    public async Task Of_what_was_heard_meanwhile_the_latest_counts_and_silence_takes_nothing_back()
    {
        var (former, latest) = (_relay.Lend(2), _relay.Lend(3));

        _anticipator.Hear([Emerging(2, ("donor", [former]))]);
        _anticipator.Hear([Emerging(3, ("donor", [latest]))]);
        _anticipator.Hear(null);
        _anticipator.Hear([]);
        await RunUntilAsync(() => LiesReady(3));

        Assert.That(_relay.Asked, Is.EqualTo([latest.Sha256]));
    }

    private Task RunUntilAsync(Func<bool> done) => RunUntilAsync(_anticipator.RunAsync, done);

    // What lies ready is not planned for again.
    private bool LiesReady(int label) =>
        Learner.PlanAhead([label], [new DonorOffering<int>("anyone", [label])], static part => [part], static _ => 1, static _ => 1).Count == 0;

    private static EmergingClass Emerging(int label, params (string Donor, PartOffer[] Parts)[] donors) =>
        new(label, 2, [.. donors.Select(static donor => new DonorOffer(donor.Donor, 1, 0, 0, donor.Parts))]);

    /// <summary>A registry that has parts only.</summary>
    private sealed class Relay : HttpMessageHandler
    {
        private readonly Dictionary<string, byte[]> _parts = [];

        public List<string> Asked { get; } = [];

        public PartOffer Lend(int label, int evidence = 100)
        {
            var part = PartFor(label, evidence);
            _parts[part.Sha256] = part.Bytes.ToArray();
            return new PartOffer(part.Id, part.Classes, part.Sha256, _parts[part.Sha256].Length, part.Evidence);
        }

        public void Damage(PartOffer part) => _parts[part.Sha256] = [.. _parts[part.Sha256].Reverse()];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sha256 = request.RequestUri!.Segments[^1];
            Asked.Add(sha256);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(_parts[sha256]) });
        }
    }
}
