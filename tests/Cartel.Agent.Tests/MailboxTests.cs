namespace Cartel.Agent.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MailboxTests
{
    private readonly Mailbox _mailbox = new();

    [Test]
    public async Task What_is_asked_runs_when_the_pipeline_drains_and_in_order()
    {
        var order = new List<int>();
        var first = _mailbox.AskAsync(() => Note(1), default);
        var second = _mailbox.TellAsync(() => Note(2), default);
        Assert.That((order.Count, first.IsCompleted, second.IsCompleted), Is.EqualTo((0, false, false)));

        _mailbox.Drain();

        Assert.That(await first, Is.EqualTo(1));
        await second;
        Assert.That(order, Is.EqualTo(new[] { 1, 2 }));

        int Note(int number)
        {
            order.Add(number);
            return number;
        }
    }

    [Test]
    public void A_failure_goes_to_who_asked_and_not_to_the_pipeline()
    {
        var asked = _mailbox.AskAsync<int>(static () => throw new InvalidOperationException("no"), default);

        Assert.That(_mailbox.Drain, Throws.Nothing);
        Assert.That(async () => await asked, Throws.InvalidOperationException.With.Message.EqualTo("no"));
    }

    [Test]
    public async Task Whoever_gives_up_does_not_wait_for_the_pipeline()
    {
        using var cancel = new CancellationTokenSource();
        var asked = _mailbox.AskAsync(static () => 1, cancel.Token);
        await cancel.CancelAsync();

        Assert.That(async () => await asked, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_mailbox.Drain, Throws.Nothing);
    }

    [Test]
    public async Task Waiting_ends_with_a_post()
    {
        var waiting = _mailbox.WaitAsync(default);
        Assert.That(waiting.IsCompleted, Is.False);

        _ = _mailbox.AskAsync(static () => 1, default);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
