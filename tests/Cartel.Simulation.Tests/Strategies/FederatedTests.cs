using Cartel.Learning;

namespace Cartel.Simulation.Tests.Strategies;

public sealed class FederatedTests
{
    // Two classes with a bias and six weights each, a count and two sums of the one number, as floats; a byte says which blocks follow.
    private const int BytesOfTwoClasses = 1 + (4 * ((2 * 7) + 3));

    [Test]
    public void A_round_costs_a_model_up_for_each_participant_and_one_down_for_every_device()
    {
        var fleet = new SmallFleet("fedavg?round=2&fraction=0.5", "softmax", devices: 4);
        fleet.ShowOnce(labels: [0, 1]);

        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo((2 + 4) * BytesOfTwoClasses));
        Assert.That(fleet.Network.Bytes[MessageKind.Protocol], Is.EqualTo((2 + 4) * SmallFleet.Overhead(BytesOfTwoClasses)));
        Assert.That(fleet.Network.Bytes.Total, Is.EqualTo(fleet.Network.Bytes[MessageKind.Models] + fleet.Network.Bytes[MessageKind.Protocol]));
    }

    [Test]
    public void Every_device_goes_on_with_the_mean_by_samples()
    {
        var fleet = new SmallFleet("fedavg?round=30&fraction=1&tailor=0", "naive-bayes", devices: 2);
        var alone = new[] { fleet.Deployment.NewLearner(), fleet.Deployment.NewLearner() };
        for (var n = 0; n < 30; n++)
        {
            for (var device = 0; device < 2; device++)
            {
                // Each knows a class that the other does not.
                var (features, label) = SmallFleet.Draw(device + 1, n, classes: 2);
                alone[device].Learn(features, label + device);
                fleet.Show(device, features, label + device);
            }
        }

        var mean = fleet.Deployment.NewLearner();
        ((IVectorModel)mean).Become(ModelVector.Mean([.. alone.Select(static model => ((IVectorModel)model).ToVector())], [30, 30]));
        for (var n = 0; n < 200; n++)
        {
            var (features, _) = SmallFleet.Draw(9, n);
            Assert.That(fleet.Edges.Select(edge => edge.Predict(features)), Is.All.EqualTo(mean.Predict(features).Label));
        }
    }

    [TestCase("isolated")]
    [TestCase("fedavg?round=50&fraction=1")]
    [TestCase("clustered?round=50&distance=1")]
    [TestCase("fleet?batch=50")]
    [TestCase("gaia?batch=50")]
    public void Columns_of_other_scales_on_every_device_ruin_nobody(string strategy)
    {
        // The first column tells the classes apart everywhere; the second is a thousandth on one device, and has a heavy tail on others.
        var schema = new FeatureSchema([Feature.Numeric("telling"), Feature.Numeric("wild")], ["no", "yes"]);
        var fleet = new SmallFleet(strategy, "linear-logistic", devices: 3, schema);
        var right = new int[3];
        for (var n = 0; n < 400; n++)
        {
            for (var device = 0; device < 3; device++)
            {
                var random = SeededRandom.For(device, n);
                var label = random.Next(2);
                var (telling, scatter) = (label + (0.8 * random.NextDouble()), random.NextDouble());
                float[] features = [(float)telling, (float)(device == 0 ? 0.001 * (label + scatter) : Math.Pow(100, device) * Math.Exp(6 * scatter))];
                if (n >= 200 && fleet.Edges[device].Predict(features) == label) right[device]++;
                fleet.Show(device, features, label);
            }
        }

        Assert.That(right, Is.All.GreaterThan(180), "of 200 each, in the second half");
    }

    [TestCase("softmax")]
    [TestCase("adaptive-random-forest?trees=3")]
    [TestCase("hoeffding-tree")]
    public void Of_one_device_that_always_takes_part_nothing_is_lost_however_slow_the_link_is(string learner)
    {
        // Three samples pass on the way up and three on the way down.
        var link = new LinkSettings(TimeSpan.FromMilliseconds(300), 10e6);

        Assert.That(
            FleetRuns.Predictions("fedavg?round=10&fraction=1&tailor=0", learner, devices: 1, link),
            Is.EqualTo(FleetRuns.Predictions("isolated", learner, devices: 1, link)));
    }

    [Test]
    public void A_round_waits_only_so_long_for_who_is_out_of_reach()
    {
        var fleet = new SmallFleet("fedavg?round=2&fraction=1&wait=3", "softmax", devices: 2);
        fleet.Network.SetOnline(1, false);
        fleet.ShowOnce(labels: [0, 1]);

        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo(BytesOfTwoClasses), "up from the one");

        fleet.Settle();
        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo(2 * BytesOfTwoClasses), "and down to it");
    }

    [Test]
    public void Rounds_draw_as_many_devices_as_the_fraction_says_and_not_always_the_same()
    {
        var fleet = new SmallFleet("fedavg?round=2&fraction=0.25", "softmax", devices: 4);
        var up = new List<long>();
        for (var round = 0; round < 6; round++)
        {
            var before = fleet.Network.Bytes[MessageKind.Models];
            fleet.ShowOnce(labels: [0, 1]);
            up.Add(fleet.Network.Bytes[MessageKind.Models] - before);
        }

        Assert.That(up, Is.All.EqualTo(5 * BytesOfTwoClasses));
    }

    [Test]
    public void A_device_teaches_an_average_its_newest_samples_before_it_serves()
    {
        var deployment = new SmallFleet("isolated", "naive-bayes", 1).Deployment;
        var (average, expected) = (deployment.NewLearner(), deployment.NewLearner());
        var client = new FederatedClient(deployment, 0, remembered: 10, tailored: 4);
        for (var n = 0; n < 10; n++) client.Learn(SmallFleet.Draw(1, n).Features, SmallFleet.Draw(1, n).Label);
        client.Give();
        client.Take(SharedModel.Of(average));
        for (var n = 6; n < 10; n++) expected.Learn(SmallFleet.Draw(1, n).Features, SmallFleet.Draw(1, n).Label);

        Assert.That(Enumerable.Range(0, 3).Select(client.Model.Evidence), Is.EqualTo(Enumerable.Range(0, 3).Select(expected.Evidence)));
    }

    [Test]
    public void A_tree_that_errs_less_elsewhere_takes_the_place_of_the_own_one_and_one_that_errs_more_does_not()
    {
        var deployment = new SmallFleet("isolated", "hoeffding-tree", 1).Deployment;
        var (knowing, mistaken) = (deployment.NewLearner(), deployment.NewLearner());
        for (var n = 0; n < 500; n++)
        {
            var (features, label) = SmallFleet.Draw(1, n);
            knowing.Learn(features, label);
            mistaken.Learn(features, (label + 1) % 3);
        }

        var client = new FederatedClient(deployment, 0, remembered: 30);
        for (var n = 0; n < 30; n++) client.Learn(SmallFleet.Draw(2, n).Features, SmallFleet.Draw(2, n).Label);
        client.Take(SharedModel.Of(mistaken));
        Assert.That(client.Model.SamplesLearned, Is.EqualTo(30));

        client.Take(SharedModel.Of(knowing));
        Assert.That(client.Model.SamplesLearned, Is.EqualTo(500 + 30));
    }
}
