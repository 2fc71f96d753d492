using System.Net;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Link;

/// <summary>What is fetched of the classes that the registry calls emerging.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AnticipatorTests : IDisposable
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b", "c", "d"]);

    private readonly TemporaryFolder _folder = new();
    private readonly Checkpoint _checkpoint;
    private readonly CollaborativeLearner _learner = new(OnlineLearner.Create("linear", Schema), new CollaborationOptions());
    private readonly Relay _relay = new();
    private readonly HttpClient _http;
    private readonly Mailbox _mailbox = new();
    private readonly Anticipator _anticipator;

    public AnticipatorTests()
    {
        _checkpoint = new Checkpoint(_folder.Path);
        _http = new HttpClient(_relay) { BaseAddress = new Uri("http://registry.test") };
        Teach(_learner, 2);
        var settings = new AgentSettings { Name = "gateway-1", TaskFile = "", Data = "", StateFolder = _folder.Path };
        var manifest = new TaskManifest("task", SchemaDocument.From(Schema), "linear");
        var session = new RegistrySession(
            settings, manifest, Schema.Hash, new RegistryClient(_http), TimeProvider.System, new Random(1), NullLogger.Instance);
        var state = new AgentState(new DataSetSource(DataSets.Open("sea?count=10", null, strict: true)), new OneHotEncoder(Schema), _learner, null, _checkpoint);
        _anticipator = new Anticipator(settings, session, state, _mailbox, NullLogger.Instance);
    }

    public void Dispose()
    {
        _http.Dispose();
        _checkpoint.Dispose();
        _folder.Dispose();
    }

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

    // The test is the pipeline: it runs what the anticipator asks of the model.
    private async Task RunUntilAsync(Func<bool> done)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var running = _anticipator.RunAsync(stop.Token);
        while (!done())
        {
            await _mailbox.WaitAsync(stop.Token);
            _mailbox.Drain();
        }

        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    // What lies ready is not planned for again.
    private bool LiesReady(int label) =>
        _learner.PlanAhead([label], [new DonorOffering<int>("anyone", [label])], static part => [part], static _ => 1, static _ => 1).Count == 0;

    private static EmergingClass Emerging(int label, params (string Donor, PartOffer[] Parts)[] donors) =>
        new(label, 2, [.. donors.Select(static donor => new DonorOffer(donor.Donor, 1, 0, 0, donor.Parts))]);

    private static void Teach(CollaborativeLearner learner, int classes)
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 200; i++)
        {
            var label = random.Next(classes);
            learner.Observe([(float)(3 * label + random.NextGaussian()), (float)random.NextGaussian()], label);
            if (learner.AwaitsParts) learner.GiveUp();
        }
    }

    /// <summary>A registry that has parts only.</summary>
    private sealed class Relay : HttpMessageHandler
    {
        private readonly Dictionary<string, byte[]> _parts = [];

        public List<string> Asked { get; } = [];

        public PartOffer Lend(int label, int evidence = 100)
        {
            var donor = OnlineLearner.Create("linear", Schema);
            var random = new SeededRandom(evidence);
            for (var i = 0; i < evidence; i++) Learn(label);
            for (var i = 0; i < evidence; i++) Learn((label + 1) % Schema.Classes.Count);
            var part = donor.Partition([label])[0];
            _parts[part.Sha256] = part.Bytes.ToArray();
            return new PartOffer(part.Id, part.Classes, part.Sha256, _parts[part.Sha256].Length, part.Evidence);

            void Learn(int one) => donor.Learn([(float)(3 * one + random.NextGaussian()), (float)random.NextGaussian()], one);
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
