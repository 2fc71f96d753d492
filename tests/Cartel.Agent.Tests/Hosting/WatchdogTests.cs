using Cartel.Simulation;

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
    public void Only_a_pipeline_that_goes_on_is_alive_and_it_says_so_thrice_a_period()
    {
        var (clock, mailbox, told) = (new VirtualClock(), new Mailbox(), new List<string>());
        new VirtualContext(clock).Run(async void () => await Watchdog.RunAsync(mailbox, TimeSpan.FromSeconds(60), told.Add, new VirtualTime(clock), CancellationToken.None));

        // Nobody drains the mailbox: the pipeline hangs.
        Pass(300);
        Assert.That(told, Is.Empty);

        mailbox.Drain();
        Assert.That(told, Is.EqualTo(["WATCHDOG=1"]));
        // From now on it does.
        for (var second = 0; second < 600; second++)
        {
            Pass(1);
            mailbox.Drain();
        }

        // One more is the tick that was missed while it hung.
        Assert.That(told, Has.Count.InRange(1 + 30, 1 + 30 + 1).And.All.EqualTo("WATCHDOG=1"));

        void Pass(int seconds)
        {
            var over = false;
            clock.After(TimeSpan.FromSeconds(seconds), () => over = true);
            while (!over) clock.Step();
        }
    }
}
