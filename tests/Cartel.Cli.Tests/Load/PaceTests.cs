using Cartel.Testing;

namespace Cartel.Cli.Tests.Load;

public sealed class PaceTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void Operations_are_due_at_equal_distances_whether_or_not_the_former_were_answered()
    {
        var pace = Pace.Rate(_time, 4, TimeSpan.FromSeconds(1));

        Assert.That(Take(pace), Is.EqualTo(new[] { 0, 0.25, 0.5, 0.75 }), "nothing was answered, the clock stands still");
    }

    [Test]
    public void What_nobody_took_in_time_is_behind_and_is_still_due_when_it_was()
    {
        var pace = Pace.Rate(_time, 10, TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(1));

        var behind = pace.Behind;
        pace.TryTake(out _, out var due);

        Assert.Multiple(() =>
        {
            Assert.That(behind, Is.EqualTo(10));
            Assert.That(due, Is.EqualTo(TimeSpan.Zero));
            Assert.That(pace.Behind, Is.EqualTo(9));
        });
    }

    [Test]
    public void Nothing_is_taken_once_the_time_is_over_however_much_is_behind()
    {
        var pace = Pace.Rate(_time, 10, TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Multiple(() =>
        {
            Assert.That(pace.TryTake(out _, out _), Is.False);
            Assert.That(pace.Behind, Is.EqualTo(20));
        });
    }

    [Test]
    public void Without_a_rate_all_is_due_at_once()
    {
        var pace = Pace.Count(_time, 3);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(Take(pace), Is.EqualTo(new[] { 1.0, 1, 1 }));
    }

    private static List<double> Take(Pace pace)
    {
        var due = new List<double>();
        while (pace.TryTake(out _, out var at)) due.Add(at.TotalSeconds);
        return due;
    }
}
