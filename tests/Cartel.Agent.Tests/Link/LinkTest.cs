using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Link;

/// <summary>An agent that knows two of four classes and talks to a registry that the test plays. The test is its pipeline, too.</summary>
internal abstract class LinkTest : IDisposable
{
    protected static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b", "c", "d"]);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http;

    protected LinkTest(HttpMessageHandler registry, TimeProvider? time = null, AgentSettings? settings = null, Uri? address = null)
    {
        Checkpoint = new Checkpoint(_folder.Path);
        _http = new HttpClient(registry) { BaseAddress = address ?? new Uri("http://registry.test") };
        Settings = (settings ?? new AgentSettings { Name = "gateway-1", TaskFile = "", Data = "", StateFolder = "" }) with { StateFolder = _folder.Path };
        var manifest = new TaskManifest("task", SchemaDocument.From(Schema), "linear");
        Session = new RegistrySession(
            Settings, manifest, static _ => Task.FromResult(new AgentRegistration(Schema.Hash, "1.0")), new RegistryClient(_http), time ?? TimeProvider.System, new Random(1), NullLogger.Instance);
        Teach(Learner, 2);
        State = new AgentState(new DataSetSource(DataSets.Open("sea?count=10", null, strict: true)), new OneHotEncoder(Schema), Learner, null, Checkpoint);
    }

    protected AgentSettings Settings { get; }

    protected Checkpoint Checkpoint { get; }

    protected CollaborativeLearner Learner { get; } = new(OnlineLearner.Create("linear", Schema), new CollaborationOptions());

    protected RegistrySession Session { get; }

    protected AgentState State { get; }

    protected Mailbox Mailbox { get; } = new();

    public void Dispose()
    {
        _http.Dispose();
        Checkpoint.Dispose();
        _folder.Dispose();
    }

    /// <summary>Runs what a task asks of the model, until something has come about.</summary>
    protected async Task RunUntilAsync(Func<CancellationToken, Task> task, Func<bool> done)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var running = task(stop.Token);
        while (!done())
        {
            await Mailbox.WaitAsync(stop.Token);
            Mailbox.Drain();
        }

        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>The agent's pipeline, which the test does not run.</summary>
    private protected Pipeline NewPipeline(Courier courier) => new(Settings, State, heldOut: null, Mailbox, courier, TimeProvider.System, NullLogger.Instance);

    /// <summary>The agent's conversation with the registry, not running yet.</summary>
    private protected RegistryLink NewLink(Courier courier, TimeProvider time, VitalsReporter? vitals = null) => new(
        Settings, Session, courier, State, NewPipeline(courier), Mailbox, Checkpoint,
        new TransferDriver(Settings, Session, State, courier, Mailbox, NullLogger.Instance),
        new Anticipator(Settings, Session, State, Mailbox, NullLogger.Instance), time, NullLogger.Instance, vitals);

    /// <summary>A part for a class from a donor that learned it beside the next class.</summary>
    protected static ModelPart PartFor(int label, int evidence = 100)
    {
        var donor = OnlineLearner.Create("linear", Schema);
        var random = new SeededRandom(evidence);
        for (var i = 0; i < evidence; i++) Learn(label);
        for (var i = 0; i < evidence; i++) Learn((label + 1) % Schema.Classes.Count);
        return donor.Partition([label])[0];

        void Learn(int one) => donor.Learn(Draw(random, one), one);
    }

    protected static float[] Draw(SeededRandom random, int label) => [(float)(3 * label + random.NextGaussian()), (float)random.NextGaussian()];

    private static void Teach(CollaborativeLearner learner, int classes)
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 200; i++)
        {
            var label = random.Next(classes);
            learner.Observe(Draw(random, label), label);
            if (learner.AwaitsParts) learner.GiveUp();
        }
    }
}
