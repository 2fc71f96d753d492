using Cartel.Testing;

namespace Cartel.Agent.Tests;

public sealed class PaceTests
{
    private readonly Mailbox _mailbox = new();

    [Test]
    public void Without_a_rate_nothing_waits()
    {
        var pace = new Pace(double.PositiveInfinity, new ManualTime());

        for (var i = 0; i < 1000; i++) Assert.That(pace.WaitAsync(_mailbox, default).AsTask().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task What_is_late_is_made_up_for_and_no_more()
    {
        var time = new ManualTime();
        var pace = new Pace(10, time);
        time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 10; i++) Assert.That(pace.WaitAsync(_mailbox, default).AsTask().IsCompletedSuccessfully, Is.True);

        using var stop = new CancellationTokenSource();
        var early = pace.WaitAsync(_mailbox, stop.Token).AsTask();

        Assert.That(early.IsCompleted, Is.False);
        // What is posted meanwhile runs although the clock stands still.
        Assert.That(await _mailbox.AskAsync(static () => 7, default).WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(7));
        await stop.CancelAsync();
        Assert.That(async () => await early, Throws.InstanceOf<OperationCanceledException>());
    }
}
