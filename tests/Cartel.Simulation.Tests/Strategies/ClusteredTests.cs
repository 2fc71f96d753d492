namespace Cartel.Simulation.Tests.Strategies;

public sealed class ClusteredTests
{
    [Test]
    public void Two_neighbourhoods_without_a_class_in_common_are_two_clusters()
    {
        var clusters = new Clusters(new SmallFleet("isolated", "softmax", devices: 4).Deployment, distance: 0.2, every: 5);
        clusters.Tell(0, new([50, 50, 0], false));
        clusters.Tell(1, new([0, 0, 100], false));
        clusters.Tell(2, new([60, 40, 0], false));
        clusters.Tell(3, new([0, 0, 100], false));
        clusters.Settle(1);

        Assert.That(Groups(clusters, 4), Is.EqualTo([0, 1, 0, 1]));
    }

    [Test]
    public void A_device_that_drifts_moves_at_once_and_one_that_does_not_waits_for_all_to_be_clustered_anew()
    {
        var clusters = new Clusters(new SmallFleet("isolated", "softmax", devices: 4).Deployment, distance: 0.2, every: 5);
        for (var device = 0; device < 4; device++) clusters.Tell(device, new(device < 2 ? [100, 0, 0] : [0, 100, 0], false));
        clusters.Settle(1);

        clusters.Tell(0, new([0, 100, 0], Drifted: true));
        clusters.Settle(2);
        Assert.That(Groups(clusters, 4), Is.EqualTo([0, 1, 0, 0]));

        clusters.Tell(0, new([0, 0, 100], Drifted: true));
        clusters.Tell(1, new([0, 100, 0], Drifted: false));
        clusters.Settle(3);
        Assert.That(clusters.Of(1), Is.Not.EqualTo(clusters.Of(2)));
        Assert.That(clusters.Of(0), Is.Not.EqualTo(clusters.Of(1)).And.Not.EqualTo(clusters.Of(2)), "near nobody, it stands alone");

        clusters.Settle(6);
        Assert.That(clusters.Of(1), Is.EqualTo(clusters.Of(2)));
    }

    [Test]
    public void A_device_hears_of_its_own_cluster_only()
    {
        var fleet = new SmallFleet("clustered?round=20", "softmax", devices: 4);
        for (var n = 0; n < 20; n++)
        {
            for (var device = 0; device < 4; device++)
            {
                // 0 and 2 see the first class, the others the other two.
                var label = device % 2 == 0 ? 0 : 1 + ((n + (device / 2)) % 2);
                fleet.Show(device, SmallFleet.OfClass(label), label);
            }
        }

        Assert.That(fleet.Edges[0].Predict(SmallFleet.OfClass(2)), Is.Zero);
        Assert.That(fleet.Edges[1].Predict(SmallFleet.OfClass(2)), Is.EqualTo(2));
        // Four bytes for each of three classes and one for drift, from each device.
        Assert.That(fleet.Network.Bytes[MessageKind.Metadata], Is.EqualTo(4 * 13));
        // Up and down: two classes of seven numbers and three sums; or one class, which without another has learned nothing yet, and three sums.
        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo(2 * ((2 * (1 + (4 * 17))) + (2 * (1 + (4 * 3))))));
    }

    [Test]
    public void A_watch_tells_of_a_class_that_its_last_samples_lacked_and_counts_anew()
    {
        var watch = new ClassWatch(classes: 3);
        for (var n = 0; n < 200; n++) watch.Observe(n % 2, erred: false);
        Assert.That(watch.Report(), Has.Property("Counts").EqualTo(new long[] { 100, 100, 0 }).And.Property("Drifted").False);

        watch.Observe(2, erred: true);
        Assert.That(watch.Report(), Has.Property("Counts").EqualTo(new long[] { 10, 10, 1 }).And.Property("Drifted").True);
        Assert.That(watch.Report().Drifted, Is.False, "told once");
    }

    [Test]
    public void A_watch_tells_of_errors_that_rise()
    {
        var watch = new ClassWatch(classes: 2);
        for (var n = 0; n < 500; n++) watch.Observe(n % 2, erred: n % 20 == 0);
        Assert.That(watch.Report().Drifted, Is.False);

        for (var n = 0; n < 200; n++) watch.Observe(n % 2, erred: n % 2 == 0);
        Assert.That(watch.Report().Drifted, Is.True);
    }

    // Numbered in order of appearance.
    private static IEnumerable<int> Groups(Clusters clusters, int devices)
    {
        var groups = Enumerable.Range(0, devices).Select(clusters.Of).ToList();
        return groups.Select(group => groups.IndexOf(group));
    }
}
