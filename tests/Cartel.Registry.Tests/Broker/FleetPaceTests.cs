using Cartel.Registry.Broker;

namespace Cartel.Registry.Tests.Broker;

internal sealed class FleetPaceTests
{
    // max(10, agents / 50) s, and up to a quarter more.
    [TestCase(0, 10)]
    [TestCase(500, 10)]
    [TestCase(501, 10.02)]
    [TestCase(10_000, 200)]
    public void A_lease_grows_with_the_fleet_once_that_is_large(int agents, double least)
    {
        var pace = new FleetPace(TimeSpan.FromSeconds(10), new Random(1)) { Agents = agents };
        double[] leases = [.. Enumerable.Range(0, 1_000).Select(_ => pace.LeaseSeconds())];

        Assert.That(leases, Is.All.InRange(least, 1.25 * least));
        // A thousand draws from [0, ¼): the least and the largest are within 1 % of the ends but for one chance in e^40.
        Assert.That(leases.Min(), Is.LessThan(1.01 * least));
        Assert.That(leases.Max(), Is.GreaterThan(1.24 * least));
    }

    [TestCase(0, 1)]
    [TestCase(50, 1)]
    [TestCase(10_000, 200)]
    public void A_pause_grows_with_the_fleet_too(int agents, double least) => Assert.That(
        new FleetPace(TimeSpan.FromSeconds(10), new Random(1)) { Agents = agents }.PauseSeconds(), Is.InRange(least, 1.25 * least));
}
