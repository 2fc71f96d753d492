using Cartel.Protocol;

namespace Cartel.EndToEnd.Tests;

/// <summary>An agent is killed while a merge is on probation, as by a power cut.</summary>
[TestFixture, Category("Slow")]
public sealed class AgentCrashTests
{
    [Test]
    public async Task A_killed_agent_goes_on_as_if_nothing_had_been()
    {
        using var demo = await RunningDemo.StartAsync();
        var merged = await demo.EventAsync(EventKinds.TransferPrefix + "shadowing");
        var killed = await ProcessList.TheOneAsync(demo.StateFolder(merged.Agent));

        ProcessList.Signal("KILL", killed);

        await ProcessList.AnotherAsync(demo.StateFolder(merged.Agent), than: killed);
        await demo.EndAsync();
        Assert.That(demo.Program.Output, Does.Contain("1 processes died and were started again."));
        var after = new AfterCrash(demo);
        after.AssertThatNoSampleIsMissing();
        await after.AssertThatTheTwinNeverNoticedAsync(merged.Agent);
        var events = await after.EventsAsync();
        Assert.That(EventLog.EndOf(merged, events), Is.AnyOf("adopted", "rolled-back"), "probation went on");
    }
}
