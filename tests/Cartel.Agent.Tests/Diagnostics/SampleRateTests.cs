using Cartel.Testing;

namespace Cartel.Agent.Tests.Diagnostics;

public sealed class SampleRateTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void It_is_what_came_between_two_looks_a_second_apart()
    {
        var rate = new SampleRate(1_000, _time);
        Assert.That(rate.At(1_000), Is.Zero);

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.That(rate.At(1_100), Is.EqualTo(200), "in the first second since the beginning");
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.That(rate.At(1_300), Is.EqualTo(150));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.That(rate.At(9_999), Is.EqualTo(150), "the look before was just now");
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.That(rate.At(1_300), Is.Zero);
    }

    [Test]
    public void A_source_that_goes_back_has_no_rate_below_none()
    {
        var rate = new SampleRate(1_000, _time);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(rate.At(10), Is.Zero);
    }
}
