namespace Cartel.Simulation.Tests;

public sealed class VirtualClockTests
{
    [Test]
    public void Events_happen_in_time_order_and_those_of_one_instant_in_the_order_of_scheduling()
    {
        var (clock, seen) = (new VirtualClock(), new List<string>());
        clock.After(TimeSpan.FromSeconds(2), () => seen.Add("later"));
        clock.After(TimeSpan.FromSeconds(1), () =>
        {
            seen.Add("first");
            clock.After(TimeSpan.FromSeconds(1), () => seen.Add("last"));
        });
        clock.After(TimeSpan.FromSeconds(1), () => seen.Add("second"));

        while (clock.Step())
        {
        }

        Assert.That(seen, Is.EqualTo(["first", "second", "later", "last"]));
        Assert.That(clock.Now, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }
}
