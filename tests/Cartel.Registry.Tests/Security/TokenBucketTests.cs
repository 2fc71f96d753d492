using Cartel.Registry.Security;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Security;

/// <summary>Expectations are the definition, by hand: the level fills by the rate up to the capacity.</summary>
internal sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void What_is_taken_comes_back_at_the_rate()
    {
        var bucket = new TokenBucket(perSecond: 2, capacity: 10, Start);
        for (var i = 0; i < 10; i++) Assert.That(bucket.Take(1, Start), Is.Null);

        Assert.That(bucket.Take(1, Start), Is.EqualTo(TimeSpan.FromSeconds(0.5)));
        Assert.That(bucket.Take(1, Start.AddSeconds(0.5)), Is.Null);
        Assert.That(bucket.Take(1, Start.AddSeconds(0.5)), Is.EqualTo(TimeSpan.FromSeconds(0.5)));
    }

    [Test]
    public void It_never_holds_more_than_its_capacity()
    {
        var bucket = new TokenBucket(perSecond: 2, capacity: 10, Start);

        Assert.That(bucket.Take(10, Start.AddDays(1)), Is.Null);
        Assert.That(bucket.Take(1, Start.AddDays(1)), Is.Not.Null);
    }

    [Test]
    public void A_debt_is_paid_before_anything_is_taken()
    {
        var bucket = new TokenBucket(perSecond: 2, capacity: 10, Start);
        bucket.Owe(30, Start);

        Assert.That(bucket.Take(0, Start), Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(bucket.Take(0, Start.AddSeconds(9)), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(bucket.Take(0, Start.AddSeconds(10)), Is.Null);
    }

    [Test]
    public void A_clock_that_is_set_back_neither_fills_it_nor_stops_it()
    {
        var bucket = new TokenBucket(perSecond: 2, capacity: 10, Start);
        bucket.Owe(10, Start);

        Assert.That(bucket.Take(1, Start.AddDays(-1)), Is.EqualTo(TimeSpan.FromSeconds(0.5)));
        Assert.That(bucket.Take(1, Start.AddDays(-1).AddSeconds(0.5)), Is.Null);
    }

    [Test]
    public void Whoever_takes_nothing_for_a_while_is_forgotten()
    {
        var time = new ManualTime();
        var allowances = new Allowances(new RateLimits(), time);
        for (var i = 0; i < 9_999; i++)
        {
            allowances.Of($"sender {i}").Requests.Take(1, time.GetUtcNow());
            if (i == 4_999) time.Advance(TimeSpan.FromMinutes(1));
        }

        allowances.Of("the ten thousandth");

        Assert.That(allowances.Count, Is.EqualTo(5_000));
    }
}
