using Cartel.Learning;

namespace Cartel.Simulation.Tests.Strategies;

public sealed class GaiaTests
{
    [Test]
    public void A_change_is_significant_beyond_its_threshold_of_what_it_changes_and_where_there_was_nothing()
    {
        var selected = SignificanceFilter.Select(Vector([0.02, 0.01, 0.001]), Vector([1, 2, 0]), 0.01, static _ => false);

        Assert.That(selected.Blocks[0], Is.EqualTo(new[] { 0.02, 0, 0.001 }));
    }

    [Test]
    public void Of_sums_all_goes_when_any_is_significant_and_else_nothing()
    {
        var (model, large, small) = (Vector([100, 200_000]), Vector([6, 6_000]), Vector([4, 8_000]));

        // 6 of 100 is more than 5 %, and 3 % is not: a new count over an old sum would move the mean.
        Assert.That(SignificanceFilter.Select(large, model, 0.05, static _ => true).Blocks, Is.EqualTo(large.Blocks));
        Assert.That(SignificanceFilter.Select(small, model, 0.05, static _ => true).Blocks[0], Is.All.Zero);
    }

    [TestCase(3, 2, 1 + 1 + (2 * 4), Description = "a bit a number, and the two numbers")]
    [TestCase(3, 3, 1 + 12, Description = "all of them")]
    [TestCase(1000, 2, 1 + 16, Description = "two indices, two numbers")]
    [TestCase(1000, 0, 0, Description = "nothing")]
    public void A_selection_travels_in_its_shortest_form(int length, int set, int bytes)
    {
        var numbers = new double[length];
        numbers.AsSpan(0, set).Fill(1);

        Assert.That(SignificanceFilter.BytesOf(Vector(numbers)), Is.EqualTo(bytes));
    }

    [Test]
    public void The_threshold_falls_as_one_over_the_root_of_the_exchanges() =>
        Assert.That(new GaiaSettings(1, 0.01, 1, 1).ThresholdAt(25), Is.EqualTo(0.002).Within(1e-12));

    [Test]
    public void Nothing_is_sent_while_nothing_changes_significantly()
    {
        var fleet = new SmallFleet("gaia?batch=5&threshold=1000000", "softmax", devices: 3);
        fleet.ShowStreams(0, 100);
        var before = fleet.Network.Bytes.Total;
        fleet.ShowStreams(100, 100);

        Assert.That(before, Is.GreaterThan(0));
        Assert.That(fleet.Network.Bytes.Total, Is.EqualTo(before));
    }

    [Test]
    public void The_first_changes_of_a_device_come_to_another_that_tells_its_own()
    {
        var fleet = new SmallFleet("gaia?batch=2&share=1", "softmax", devices: 2);
        fleet.ShowOnce(device: 0, labels: [0, 1]);
        var first = fleet.Network.Bytes[MessageKind.Models];
        fleet.ShowOnce(device: 1, labels: [1, 2]);

        // A byte for each of four blocks. Of a class's bias and six weights four are set, as two categories never came and the number had
        // not varied: a byte of bits and those four; and three sums. Up from each, and what came from the first down to the second.
        Assert.That(first, Is.EqualTo(4 + (2 * (1 + (4 * 4))) + 12));
        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo(3 * first));
    }

    [Test]
    public void Changes_of_two_devices_add_up_to_the_statistics_of_both()
    {
        var fleet = new SmallFleet("gaia?batch=10&share=1&threshold=0", "naive-bayes", devices: 2);
        var both = fleet.Deployment.NewLearner();
        for (var n = 0; n < 40; n++)
        {
            for (var device = 0; device < 2; device++)
            {
                var (features, label) = SmallFleet.Draw(device + 1, n);
                fleet.Show(device, features, label);
                both.Learn(features, label);
            }
        }

        for (var n = 0; n < 200; n++)
        {
            var (features, _) = SmallFleet.Draw(9, n);
            Assert.That(fleet.Edges[1].Predict(features), Is.EqualTo(both.Predict(features).Label));
        }
    }

    [Test]
    public void A_forest_is_sent_when_its_samples_have_grown_by_the_share_that_matters()
    {
        var fleet = new SmallFleet("gaia?batch=10&growth=0.5", "adaptive-random-forest?trees=2", devices: 1);
        var sent = new List<int>();
        for (var n = 1; n <= 100; n++)
        {
            var before = fleet.Network.Bytes.Total;
            fleet.ShowStreams(n, 1);
            if (fleet.Network.Bytes.Total > before) sent.Add(n);
        }

        // More than half as much again, in steps of ten.
        Assert.That(sent, Is.EqualTo([10, 20, 40, 70]));
    }

    private static ModelVector Vector(double[] numbers) => new([numbers]);
}
