using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>A demo on Redis, which is killed under its registry. What it acknowledged it has on disk (<c>appendfsync always</c>).</summary>
[TestFixture, Category("Slow")]
public sealed class RedisCrashTests
{
    [Test]
    public async Task A_fleet_outlives_its_redis()
    {
        using var redis = RedisServer.Start();
        using var demo = await RunningDemo.StartAsync("--redis", redis.Address);
        var transfer = await demo.EventAsync(EventKinds.TransferPrefix + "offered");

        redis.Kill();

        await demo.EventuallyAsync(demo.ReadinessAsync, static status => status == 503);
        redis.Restart();
        await demo.EventuallyAsync(demo.ReadinessAsync, static status => status == 200);
        var outcome = await demo.EndAsync();
        outcome.AssertFields("redis");
        outcome.AssertThatPartsTravelledAndNobodyWasHarmed();
        var after = new AfterCrash(demo);
        after.AssertThatNoSampleIsMissing();
        var events = await after.EventsAsync(redis.Address);
        Assert.That(EventLog.EndOf(transfer, events), Is.AnyOf("adopted", "rejected", "rolled-back"), "parts came after all, and the target's own samples decided");
    }
}
