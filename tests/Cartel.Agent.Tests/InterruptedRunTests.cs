using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests;

/// <summary>An agent that is stopped or dies, and starts again, learns each sample exactly once.</summary>
public sealed class InterruptedRunTests
{
    private const int Rows = 400;

    private static readonly FeatureSchema Schema =
        new([Feature.Numeric("x"), Feature.Numeric("y"), Feature.Nominal("p", ["tcp", "udp"])], ["low", "high", "new"]);

    [Test]
    public async Task Stopped_at_any_sample_it_ends_as_if_it_had_not_been([Values(1, 99, 252, 253, 254, 399)] int at)
    {
        using var folder = new TemporaryFolder();
        var whole = await RunAsync(folder, "whole");

        await RunAsync(folder, "stopped", stopAt: at);
        var resumed = await RunAsync(folder, "stopped");

        Expect(resumed, whole);
    }

    [Test]
    public async Task Dead_at_any_sample_it_goes_on_from_its_last_checkpoint([Values(1, 14, 252, 253, 254, 399)] int at)
    {
        using var folder = new TemporaryFolder();
        var whole = await RunAsync(folder, "whole");

        Assert.That(async () => await RunAsync(folder, "dead", dieAt: at), Throws.TypeOf<IOException>());
        var resumed = await RunAsync(folder, "dead");

        Expect(resumed, whole);
    }

    private static void Expect(Course resumed, Course whole)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(resumed.Snapshot.Position, Is.EqualTo(Rows));
            Assert.That(CollaborativeLearner.Restore(Schema, new(), resumed.Snapshot.Learner).Samples, Is.EqualTo(Rows));
            Assert.That(resumed.Snapshot.Learner, Is.EqualTo(whole.Snapshot.Learner));
            Assert.That(resumed.Snapshot.Encoder, Is.EqualTo(whole.Snapshot.Encoder));
            Assert.That(resumed.Snapshot.Twin, Is.EqualTo(whole.Snapshot.Twin));
            // The class whose first sample is the 253rd was asked for, once.
            Assert.That(resumed.Requests, Is.EqualTo(new[] { new TransferTrigger(TriggerKind.Novelty, 253) }));
            Assert.That(whole.Requests, Is.EqualTo(resumed.Requests));
        }
    }

    private static async Task<Course> RunAsync(TemporaryFolder folder, string name, long stopAt = -1, long dieAt = -1)
    {
        var file = folder.File("rows.csv");
        if (!File.Exists(file)) await File.WriteAllLinesAsync(file, ["x,y,p,class", .. Enumerable.Range(0, Rows).Select(Row)]);
        using var checkpoint = new Checkpoint(Directory.CreateDirectory(folder.File(name)).FullName);
        using var stop = new CancellationTokenSource();
        var time = new ManualTime();
        using var source = new FragileSource(CsvSource.Open($"csv:{file}?label=class", null, Schema, strict: true), time, stop, stopAt, dieAt);
        var settings = new AgentSettings { Name = "gateway-1", TaskFile = "", Data = file, StateFolder = folder.File(name) };
        var pipeline = new Pipeline(settings, Restore(source, checkpoint), null, new Mailbox(), new Courier(PublicationPolicy.Create()), time, NullLogger.Instance);
        await pipeline.RunAsync(stop.Token);
        return new Course(checkpoint.Load()!, [.. checkpoint.Transfers().Select(static record => record.Request.Trigger)]);
    }

    private static AgentState Restore(FragileSource source, Checkpoint checkpoint)
    {
        if (checkpoint.Load() is not { } snapshot)
        {
            var twin = new IsolatedTwin(OnlineLearner.Create("linear", Schema), new PrequentialMetrics(3, 300));
            return new AgentState(source, new OneHotEncoder(Schema), new CollaborativeLearner(OnlineLearner.Create("linear", Schema), new()), twin, checkpoint);
        }

        source.Seek(snapshot.Position);
        return new AgentState(
            source, OneHotEncoder.Restore(Schema, snapshot.Encoder), CollaborativeLearner.Restore(Schema, new(), snapshot.Learner),
            IsolatedTwin.Restore(Schema, snapshot.Twin), checkpoint);
    }

    // Some numbers are missing, so that the encoder's means matter.
    private static string Row(int i) => i > 250 && i % 3 == 0
        ? $"{i % 7},9,udp,new"
        : $"{(i % 2 == 0 ? -3 : 3) + (i % 5 * 0.5)},{(i % 11 == 0 ? "" : $"{i % 13}")},tcp,{(i % 2 == 0 ? "low" : "high")}";

    private sealed record Course(AgentSnapshot Snapshot, IReadOnlyList<TransferTrigger> Requests);
}
