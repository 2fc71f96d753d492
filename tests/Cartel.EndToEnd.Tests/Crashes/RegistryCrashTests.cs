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
        using var demo = await RunningDemo.StartAsync();
        var transfer = await demo.EventAsync(EventKinds.TransferPrefix + "offered");
        var killed = await ProcessList.TheOneAsync(demo.RegistryFolder);

        ProcessList.Signal("KILL", killed);

        // The next one holds still before it can serve anybody.
        var next = await ProcessList.AnotherAsync(demo.RegistryFolder, than: killed);
        ProcessList.Signal("STOP", next);
        await Task.WhenAll(demo.Workload.Agents.Select(agent => LearnsOnAsync(demo.StateFolder(agent.Name))));
        ProcessList.Signal("CONT", next);

        await demo.EventuallyAsync(demo.ReadinessAsync, static status => status == 200);
        await demo.EndAsync();
        var after = new AfterCrash(demo);
        after.AssertThatNoSampleIsMissing();
        var events = await after.EventsAsync();
        Assert.That(EventLog.EndOf(transfer, events), Is.AnyOf("adopted", "rejected", "rolled-back"), "parts came after all, and the target's own samples decided");
    }

    // Nobody can report it just now: the agent's checkpoint tells.
    private static async Task LearnsOnAsync(string stateFolder)
    {
        using var checkpoint = new Checkpoint(stateFolder);
        var before = Position();
        await Eventually.GetAsync(() => Task.FromResult(Position()), position => position >= before + 200);

        long Position() => checkpoint.Load()?.Position ?? 0;
    }
}
