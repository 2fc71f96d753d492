using Cartel.Registry.Store;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>How few calls wait for a Redis that does not answer.</summary>
internal sealed class OutageTests
{
    [Test]
    public void While_a_store_is_down_one_call_in_a_quarter_of_a_second_looks_whether_it_is_back()
    {
        var time = new ManualTime();
        var outage = new Outage(time);
        Assert.That(outage.MayTry(out _), Is.True);

        outage.Began("it hangs");
        Assert.That((outage.MayTry(out var reason), reason), Is.EqualTo((false, "it hangs")));
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.That((outage.MayTry(out _), outage.MayTry(out _)), Is.EqualTo((true, false)));

        outage.Over();
        Assert.That((outage.MayTry(out _), outage.MayTry(out _)), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Commands_beyond_the_most_that_wait_fail_at_once()
    {
        using var server = RedisServer.Start();
        await using var redis = new RedisConnection(server.Address, TimeProvider.System);
        await redis.RunAsync(default, static (database, _) => database.PingAsync(), CancellationToken.None);
        server.Pause();

        var commands = Enumerable.Range(0, RedisConnection.MostWaiting + 10)
            .Select(_ => redis.RunAsync(default, static (database, _) => database.PingAsync(), CancellationToken.None)).ToList();

        Assert.That(commands[^10..].Select(static command => command.IsFaulted), Is.All.True);
        foreach (var command in commands) Assert.That(async () => await command, Throws.InstanceOf<StoreUnavailableException>());
        server.Resume();
    }
}
