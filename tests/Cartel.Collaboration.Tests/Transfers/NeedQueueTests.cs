namespace Cartel.Collaboration.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NeedQueueTests
{
    private readonly NeedQueue _needs = new(classes: 3, noveltyPause: 50, driftPause: 300);

    [Test]
    public void A_new_class_is_asked_for_at_once_and_again_when_mistaken_after_pauses_that_double()
    {
        _needs.Add(1, novel: true, since: 100, due: 100);
        var asked = new List<long>();
        for (var n = 100L; n < 100_000; n++)
        {
            _needs.Observe(1, right: false);
            if (_needs.Ask(1, n) is not null) asked.Add(n);
        }

        Assert.That(asked, Is.EqualTo(new long[] { 100, 150, 250, 450, 850, 1650, 3250, 6450 }));
        Assert.That(_needs.Any, Is.False, "eight times are enough");
    }

    [Test]
    public void What_cannot_be_asked_for_now_waits_and_goes_together_with_its_like()
    {
        _needs.Add(0, novel: false, since: 40, due: 300);
        _needs.Add(2, novel: false, since: 60, due: 300);
        Assert.That(_needs.Ask(0, 299), Is.Null);

        var trigger = _needs.Ask(1, 300)!;

        Assert.That(trigger.Needs, Is.EqualTo(new[] { 0, 2 }));
        Assert.That((trigger.Novel, trigger.ChangedSince, trigger.Sample), Is.EqualTo((false, 40L, 300L)));
        Assert.That(_needs.Ask(0, 301), Is.Null, "no duplicates");
    }

    [Test]
    public void A_class_that_is_recognised_or_was_helped_with_is_no_longer_in_need()
    {
        _needs.Add(0, novel: true, 1, 1);
        _needs.Add(1, novel: true, 1, 1);

        // 1 − 0.9ⁿ passes 0.7 at n = 12.
        for (var i = 0; i < 11; i++) _needs.Observe(0, right: true);
        Assert.That(_needs.Any, Is.True);
        _needs.Observe(0, right: true);
        _needs.Met([1]);

        Assert.That(_needs.Any, Is.False);
    }
}
