using Cartel.Testing;

namespace Cartel.Agent.Tests.Budgets;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BackgroundWorkTests
{
    private readonly ManualTime _time = new();
    private readonly BackgroundWork _work;

    public BackgroundWorkTests() => _work = new BackgroundWork(_time);

    [Test]
    public void What_was_done_counts_for_a_minute_and_then_no_more()
    {
        _work.Add(TimeSpan.FromSeconds(6));
        Assert.That(_work.Share, Is.EqualTo(0.1));

        _time.Advance(TimeSpan.FromSeconds(30));
        _work.Add(TimeSpan.FromSeconds(3));
        Assert.That(_work.Share, Is.EqualTo(0.15).Within(1e-9));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(_work.Share, Is.EqualTo(0.05), "of the first nothing is left");

        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(_work.Share, Is.Zero);
    }

    [Test]
    public void Half_a_core_without_a_pause_is_one_half([Values(1, 9, 10, 11, 61)] int step)
    {
        for (var passed = 0; passed < 600; passed += step)
        {
            _time.Advance(TimeSpan.FromSeconds(step));
            _work.Add(TimeSpan.FromSeconds(step / 2.0));
        }

        // The slot that has just begun may be nearly empty, and one piece may be longer than a slot.
        Assert.That(_work.Share, Is.EqualTo(0.5).Within(0.1));
    }

    [Test]
    public async Task Only_what_nobody_on_the_device_wanted_holds_up_the_pipeline_in_the_background()
    {
        var mailbox = new Mailbox(_time);
        var wanted = mailbox.TellAsync(() => _time.Advance(TimeSpan.FromSeconds(5)), default, isWanted: true);
        var own = mailbox.TellAsync(() => _time.Advance(TimeSpan.FromSeconds(6)), default);

        mailbox.Drain();

        await Task.WhenAll(wanted, own);
        Assert.That((mailbox.Work.Share, mailbox.Work.Pieces), Is.EqualTo((0.1, 1L)));
    }
}
