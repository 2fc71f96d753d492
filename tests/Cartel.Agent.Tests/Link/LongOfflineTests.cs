using System.Net;
using System.Net.Http.Json;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Simulation;
using Cartel.Streams;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Link;

/// <summary>The shipped link, on virtual time, to a registry that is away for two months.</summary>
public sealed class LongOfflineTests
{
    private const int Days = 60;
    private const int SignalsAtOnce = 24;
    private const long OutboxBytes = 64 * 1024;
    private static readonly TimeSpan Away = TimeSpan.FromDays(Days);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromHours(2);

    [Test]
    public void After_sixty_days_it_is_back_within_a_minute_with_what_it_could_keep()
    {
        using var folder = new TemporaryFolder();
        var clock = new VirtualClock();
        var time = new VirtualTime(clock);
        using var checkpoint = new Checkpoint(folder.Path, time, OutboxBytes);
        using var registry = new Registry(clock, Away);
        var state = Begin(checkpoint);
        var mailbox = new Mailbox();
        var context = new VirtualContext(clock);
        context.Run(async void () => await ServeAsync(mailbox));
        context.Run(async void () => await ConnectAsync(state, mailbox, checkpoint, registry, time, folder.Path));
        var largest = 0L;
        Every(clock, SaveEvery, Away, number =>
        {
            for (var i = 0; i < SignalsAtOnce; i++) state.Send(new OutboxItem($"signal-{number}-{i}", Signal: new AgentSignal(TriggerKind.Drift, number, [0])));
            state.Save();
            largest = Math.Max(largest, checkpoint.Bytes);
        });
        clock.After(Away + TimeSpan.FromMinutes(1), static () => { });

        while (clock.Step())
        {
        }

        var outbox = checkpoint.Outbox();
        var dropped = outbox.Dropped.Sum(static one => one.Count);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(outbox.Items, Is.Zero, "all that was kept was taken within a minute");
            Assert.That(registry.Signals, Is.Unique.And.Count.GreaterThan(100));
            Assert.That(registry.Signals.Count + dropped, Is.EqualTo(Days * 12 * SignalsAtOnce), "what is not there was dropped, and counted");
            Assert.That(outbox.Dropped.Select(static one => one.Kind), Has.All.EqualTo("signal"));
            Assert.That(largest, Is.LessThan(8 * 1024 * 1024), "the disk is bounded");
            Assert.That(registry.Attempts, Is.LessThan(Days * 86_400 / 20), "no storm of attempts");
            Assert.That(registry.BackAfter, Is.LessThan(TimeSpan.FromSeconds(46)));
        }
    }

    private static AgentState Begin(Checkpoint checkpoint)
    {
        var data = DataSets.Open("sea?count=10", null, strict: true);
        return new AgentState(
            new DataSetSource(data), new OneHotEncoder(data.Schema), new CollaborativeLearner(OnlineLearner.Create("linear", data.Schema), new()), null, checkpoint);
    }

    // It ends where nobody lets the clock go on.
    private static async Task ServeAsync(Mailbox mailbox)
    {
        while (true)
        {
            await mailbox.WaitAsync(CancellationToken.None);
            mailbox.Drain();
        }
    }

    private static async Task ConnectAsync(
        AgentState state, Mailbox mailbox, Checkpoint checkpoint, Registry registry, VirtualTime time, string folder)
    {
        var schema = state.Source.Schema;
        var settings = new AgentSettings { Name = "gateway-1", TaskFile = "", Data = "", StateFolder = folder, Registry = new Uri("http://registry") };
        var courier = new Courier(PublicationPolicy.Create());
        var pipeline = new Pipeline(settings, state, heldOut: null, mailbox, courier, time, NullLogger.Instance);
        using var http = new HttpClient(registry, disposeHandler: false) { BaseAddress = settings.Registry, Timeout = Timeout.InfiniteTimeSpan };
        await AgentRun.Connect(
            settings, new TaskManifest("sea", SchemaDocument.From(schema), "linear"), schema, http, state, pipeline, courier, mailbox, checkpoint, time, NullLogger.Instance, CancellationToken.None);
    }

    private static void Every(VirtualClock clock, TimeSpan pause, TimeSpan until, Action<int> happen, int number = 0) => clock.After(pause, () =>
    {
        happen(number);
        if (clock.Now + pause <= until) Every(clock, pause, until, happen, number + 1);
    });

    /// <summary>Away until a time; then it takes everything and has nothing to tell.</summary>
    private sealed class Registry(VirtualClock clock, TimeSpan until) : HttpMessageHandler
    {
        public long Attempts { get; private set; }

        public TimeSpan? BackAfter { get; private set; }

        public List<string> Signals { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (clock.Now < until)
            {
                Attempts++;
                return Task.FromException<HttpResponseMessage>(new HttpRequestException("no route to host"));
            }

            BackAfter ??= clock.Now - until;
            var path = request.RequestUri!.AbsolutePath;
            if (path.EndsWith("/signals", StringComparison.Ordinal)) Signals.Add(request.Headers.GetValues("Idempotency-Key").Single());
            if (path.EndsWith("/inbox", StringComparison.Ordinal)) return new TaskCompletionSource<HttpResponseMessage>().Task;
            return Task.FromResult(request.Method == HttpMethod.Put && path.EndsWith("/gateway-1", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new LeaseGrant(10, VirtualTime.Beginning), CartelJson.Default.LeaseGrant) }
                : new HttpResponseMessage(HttpStatusCode.NoContent));
        }
    }
}
