using Cartel.Agent;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>The registry is killed while a transfer is under way, and stays away for a while.</summary>
[TestFixture, Category("Slow")]
public sealed class RegistryCrashTests
{
    [Test]
    public async Task Agents_learn_on_without_their_registry_and_end_their_transfers_when_it_is_back()
    {
        using var demo = await RunningDemo.StartAsync(TimeSpan.FromSeconds(50));
        var transfer = await demo.EventAsync(EventKinds.TransferPrefix + "offered");
        var killed = await ProcessList.TheOneAsync(demo.RegistryFolder);

        ProcessList.Signal(killed, "KILL");

        // The next one holds still before it can serve anybody.
        var next = await ProcessList.AnotherAsync(demo.RegistryFolder, than: killed);
        ProcessList.Signal(next, "STOP");
        foreach (var agent in demo.Workload.Agents) await LearnsOnAsync(demo, agent.Name);
        ProcessList.Signal(next, "CONT");

        await demo.EventuallyAsync(demo.ReadinessAsync, static status => status == 200);
        await demo.EndAsync();
        var after = new AfterCrash(demo);
        after.AssertThatNoSampleIsMissing();
        var events = await after.EventsAsync();
        Assert.That(events.Any(item => item.Transfer == transfer.Transfer && EventLog.IsEnd(item)), "the interrupted transfer has ended");
        Assert.That(events.Any(static item => item.Kind == EventKinds.TransferPrefix + "adopted"), "help came after all");
    }

    // Nobody can report it just now: the agent's checkpoint tells.
    private static async Task LearnsOnAsync(RunningDemo demo, string agent)
    {
        using var checkpoint = new Checkpoint(demo.StateFolder(agent));
        var before = Position();
        await Eventually.GetAsync(() => Task.FromResult(Position()), position => position >= before + 200);

        long Position() => checkpoint.Load()?.Position ?? 0;
    }
}
