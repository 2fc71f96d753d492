using System.Net;
using System.Net.Http.Json;
using Cartel.Agent.Tests.Diagnostics;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent.Tests.Link;

/// <summary>What an agent tells of itself for people to look at.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(false)]
[TestFixture(true)]
internal sealed class VitalsTests : LinkTest
{
    private readonly Listener _registry;

    public VitalsTests(bool terse) : this(terse, new Listener())
    {
    }

    private VitalsTests(bool terse, Listener registry) : base(registry, settings: new AgentSettings
    {
        Name = "gateway-1", TaskFile = "", Data = "", StateFolder = "", Registry = new Uri("http://registry.test"), ReportEvery = TimeSpan.FromMilliseconds(100), Terse = terse,
    }) => _registry = registry;

    private TransferRecord First => ((ICheckpoint)Checkpoint).Transfers()[0];

    [Test]
    public async Task Vitals_go_out_as_often_as_reports_unless_it_is_to_be_terse()
    {
        var vitals = new VitalsReporter(static _ => Task.FromResult(SomeStatus.Full with { Drift = SomeStatus.Young.Drift }), Schema);
        var link = NewLink(new Courier(PublicationPolicy.Create()), TimeProvider.System, vitals);

        using var stop = new CancellationTokenSource();
        var running = link.RunAsync(stop.Token);
        await (Settings.Terse ? _registry.Leases : _registry.Vitals).WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await running;

        Assert.That(_registry.Vitals.IsCompletedSuccessfully, Is.Not.EqualTo(Settings.Terse));
        if (!Settings.Terse) Assert.That((await _registry.Vitals).Resources.ResidentBytes, Is.EqualTo(SomeStatus.Full.Process.ResidentBytes));
    }

    [Test]
    public async Task A_receipt_says_how_parts_were_tried_unless_it_is_to_be_terse()
    {
        var pipeline = NewPipeline(new Courier(PublicationPolicy.Create()));
        var (random, donor) = (new SeededRandom(7), OnlineLearner.Create("linear", Schema));
        for (var i = 0; i < 2_000; i++) donor.Learn(Draw(random, i % 3), i % 3);
        State.Save();
        for (var i = 0; i < 100 && State.Open is null; i++) Observe(random.Next(3));
        Assert.That(Learner.Receive([new DonorParts("donor", donor.Partition([2]))]), Is.Empty);
        for (var i = 0; i < 1_000 && First.Outcome is null; i++) Observe(random.Next(3));

        var receipt = First.ToReceipt();
        Assert.That(receipt.Outcome, Is.EqualTo(TransferState.Adopted));
        Assert.That((receipt.Trials is null, receipt.Probation is null), Is.EqualTo((Settings.Terse, Settings.Terse)));
        if (Settings.Terse) return;

        Assert.That(receipt.Trials!.Where(static trial => trial.Passed), Is.Not.Empty);
        Assert.That(receipt.Trials![0].Error, Is.EqualTo(receipt.ErrorAfter).Within(1e-4));
        var steps = (int)Math.Ceiling((receipt.EndedAtSample - receipt.MergedAtSample!.Value) / (double)TransferRecord.StepOfProbation);
        Assert.That((receipt.Probation!.Former.Count, receipt.Probation.Merged.Count, receipt.Probation.Served.Count), Is.EqualTo((steps, steps, steps)));
        Assert.That(receipt.Probation.Former, Is.Ordered);

        void Observe(int label) => pipeline.Observe(Draw(random, label), label);
    }

    [Test]
    public void Steps_that_come_again_after_a_restart_are_told_once()
    {
        var record = new TransferRecord("key", new TransferRequest("gateway-1", new TransferTrigger(TriggerKind.Drift, 1), [1], [], [], Schema.Hash, 1));

        var told = record.Stands(new TrialStanding(25, 3, 1, 1)).Stands(new TrialStanding(50, 6, 2, 3)).Stands(new TrialStanding(25, 4, 1, 2)).Stands(new TrialStanding(31, 5, 1, 2));

        Assert.That(told.Probation!.Former, Is.EqualTo(new[] { 4, 5 }));
        Assert.That((told.Probation.Merged, told.Probation.Served), Is.EqualTo((new[] { 1, 1 }, new[] { 2, 2 })));
    }

    /// <summary>A registry that has nothing to say, and hears.</summary>
    private sealed class Listener : HttpMessageHandler
    {
        private readonly TaskCompletionSource<AgentVitals> _vitals = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _leases = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _heard;

        public Task<AgentVitals> Vitals => _vitals.Task;

        /// <summary>Three reports.</summary>
        public Task Leases => _leases.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            switch (request.RequestUri!.Segments[^1])
            {
                case "inbox":
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                    break;
                case "vitals":
                    _vitals.TrySetResult((await CompressedJson.ReadAsync(request.Content!, CartelJson.Default.AgentVitals, cancellationToken))!);
                    return new HttpResponseMessage(HttpStatusCode.NoContent);
                case "lease" when Interlocked.Increment(ref _heard) == 3:
                    _leases.TrySetResult();
                    break;
            }

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new LeaseGrant(10, DateTimeOffset.UnixEpoch), CartelJson.Default.LeaseGrant) };
        }
    }
}
