using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent.Tests.Diagnostics;

public sealed class VitalsReporterTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x")], ["normal", "rare"]);

    [Test]
    public async Task It_tells_what_the_status_says_with_classes_by_number()
    {
        var vitals = await new VitalsReporter(static _ => Task.FromResult(SomeStatus.Full), Schema).LookAsync(CancellationToken.None);

        // 321 s of processor time in three hours.
        Assert.That(vitals.Resources, Is.EqualTo(new AgentResources(41_000_000, 0.0297, 200_000, 70_000_000_000, 5_000, 1_234, 3)));
        Assert.That(vitals.Detectors, Is.EqualTo(new DetectorVital[] { new("class-recall:hddm-a", 0.1234, 0.2, 0.15, 1), new("overall:page-hinkley", 12.25, 50) }).Using<DetectorVital>(Near));
        Assert.That(vitals.At, Is.Null, "the registry's clock tells");
    }

    [Test]
    public async Task The_processor_s_share_is_that_since_the_last_look()
    {
        var status = SomeStatus.Full;
        var reporter = new VitalsReporter(_ => Task.FromResult(status), Schema);
        await reporter.LookAsync(CancellationToken.None);

        status = status with { At = status.At.AddSeconds(10), Process = status.Process with { CpuSeconds = status.Process.CpuSeconds + 15, Economy = Economy.OneCandidate } };
        var vitals = await reporter.LookAsync(CancellationToken.None);

        Assert.That((vitals.Resources.CpuShare, vitals.Resources.Economy), Is.EqualTo((1.5, "one-candidate")));
    }

    private static bool Near(DetectorVital one, DetectorVital other) => one with { Statistic = 0 } == other with { Statistic = 0 } && Math.Abs(one.Statistic - other.Statistic) < 1e-4;
}
