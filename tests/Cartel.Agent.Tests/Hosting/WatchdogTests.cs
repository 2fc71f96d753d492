using System.Collections.Concurrent;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Hosting;

internal sealed class WatchdogTests
{
    [TestCase(null, null)]
    [TestCase("", null)]
    [TestCase("0", null)]
    [TestCase("soon", null)]
    [TestCase("60000000", 60)]
    public void The_period_is_what_the_service_manager_says(string? microseconds, int? seconds) =>
        Assert.That(Watchdog.Period(microseconds)?.TotalSeconds, Is.EqualTo(seconds));

    [Test]
    public async Task Only_a_pipeline_that_goes_on_is_alive_and_it_says_so_thrice_a_period()
    {
        var (time, mailbox, told) = (new ManualTime(), new Mailbox(), new ConcurrentQueue<string>());
        using var stop = new CancellationTokenSource();
        var running = Watchdog.RunAsync(mailbox, TimeSpan.FromSeconds(60), told.Enqueue, time, stop.Token);

        // Nobody drains the mailbox: the pipeline hangs.
        time.Advance(TimeSpan.FromSeconds(300));
        Assert.That(told, Is.Empty);

        mailbox.Drain();
        Assert.That(told, Is.EqualTo(["WATCHDOG=1"]));
        await mailbox.WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        mailbox.Drain();
        time.Advance(TimeSpan.FromSeconds(20));
        await mailbox.WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        mailbox.Drain();
        Assert.That(told, Has.Count.EqualTo(3));

        await stop.CancelAsync();
        await running;
    }
}
