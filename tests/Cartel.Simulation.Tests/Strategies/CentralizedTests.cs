using Cartel.Learning;

namespace Cartel.Simulation.Tests.Strategies;

public sealed class CentralizedTests
{
    // Two pixels, a float, an index, a label.
    private const int BytesOfSample = 1 + 1 + 4 + 1 + 1;

    [Test]
    public void A_batch_costs_its_samples_once_and_the_whole_model_for_every_device()
    {
        var fleet = new SmallFleet("centralized?batch=3", "softmax", devices: 4);
        var cloud = fleet.Deployment.NewLearner();
        for (var n = 0; n < 3; n++)
        {
            var (features, label) = SmallFleet.Draw(1, n);
            cloud.Learn(features, label);
            fleet.Show(0, features, label);
        }

        var model = cloud.Save().Length;
        Assert.That(fleet.Network.Bytes[MessageKind.Raw], Is.EqualTo(3 * BytesOfSample));
        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo(4 * model));
        Assert.That(
            fleet.Network.Bytes[MessageKind.Protocol],
            Is.EqualTo(SmallFleet.Overhead(3 * BytesOfSample) + (4 * SmallFleet.Overhead(model))));
        Assert.That(fleet.Network.Bytes[MessageKind.Parts] + fleet.Network.Bytes[MessageKind.Metadata], Is.Zero);
    }

    [Test]
    public void Every_device_serves_what_one_learner_of_all_samples_in_order_of_arrival_would_be()
    {
        var fleet = new SmallFleet("centralized?batch=5", "naive-bayes", devices: 2);
        var (one, second) = (fleet.Deployment.NewLearner(), new List<(float[] Features, int Label)>());
        for (var n = 0; n < 20; n++)
        {
            // The first device's batch is full one sample before the second's.
            var samples = new[] { SmallFleet.Draw(1, n), SmallFleet.Draw(2, n) };
            fleet.Show(0, samples[0].Features, samples[0].Label);
            fleet.Show(1, samples[1].Features, samples[1].Label);
            one.Learn(samples[0].Features, samples[0].Label);
            second.Add(samples[1]);
            if ((n + 1) % 5 != 0) continue;

            foreach (var (features, label) in second) one.Learn(features, label);
            second.Clear();
        }

        Assert.That(fleet.Edges[0].ModelBytes, Is.EqualTo(one.ModelBytes));
        for (var n = 100; n < 200; n++)
        {
            var (features, _) = SmallFleet.Draw(3, n);
            Assert.That(fleet.Edges.Select(edge => edge.Predict(features)), Is.All.EqualTo(one.Predict(features).Label));
        }
    }

    [Test]
    public void Before_the_first_push_a_device_has_no_answer()
    {
        var fleet = new SmallFleet("centralized?batch=2", "softmax", devices: 1);
        var (features, label) = SmallFleet.Draw(1, 0);
        fleet.Show(0, features, label);

        Assert.That(fleet.Edges[0].Predict(features), Is.EqualTo(Sample.Unlabelled));
        fleet.Show(0, features, label);
        Assert.That(fleet.Edges[0].Predict(features), Is.EqualTo(label));
    }

    [Test]
    public void A_batch_that_finds_no_connection_goes_out_with_the_next_one()
    {
        var fleet = new SmallFleet("centralized?batch=2", "softmax", devices: 1);
        fleet.Network.SetOnline(0, false);
        fleet.ShowStreams(0, 2);
        fleet.Settle();
        Assert.That(fleet.Network.Bytes.Total, Is.Zero);

        fleet.Network.SetOnline(0, true);
        fleet.ShowStreams(2, 1);
        Assert.That(fleet.Network.Bytes[MessageKind.Raw], Is.EqualTo(3 * BytesOfSample));
    }

    [Test]
    public void The_sane_push_comes_with_a_class_that_a_device_does_not_know_and_not_again_while_theirs_is_as_good()
    {
        var fleet = new SmallFleet("centralized-sane?batch=4&gain=1000000", "softmax", devices: 3);
        fleet.ShowStreams(0, 100, classes: 2);
        var before = fleet.Network.Bytes[MessageKind.Models];
        fleet.ShowStreams(100, 100, classes: 2);
        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.EqualTo(before).And.GreaterThan(0));

        fleet.ShowStreams(200, 40, classes: 3);
        Assert.That(fleet.Network.Bytes[MessageKind.Models], Is.GreaterThan(before));
    }

    [Test]
    public void The_sane_push_comes_when_a_devices_copy_errs_on_as_many_more_samples_as_a_push_must_save()
    {
        var policy = new PushOnChange(devices: 2, gain: 3);
        var deployment = new SmallFleet("isolated", "softmax", 1).Deployment;
        var (knowing, mistaken) = (deployment.NewLearner(), deployment.NewLearner());
        for (var n = 0; n < 300; n++)
        {
            var (features, label) = SmallFleet.Draw(1, n);
            knowing.Learn(features, label);
            // It knows every class, and answers each as another.
            mistaken.Learn(features, (label + 1) % 3);
        }

        var two = Enumerable.Range(1000, 2).Select(n => SmallFleet.Draw(1, n)).Select(drawn => new LabelledSample(drawn.Features, drawn.Label)).ToList();
        Assert.That(two.Select(sample => knowing.Predict(sample.Features).Label), Is.EqualTo(two.Select(sample => sample.Label)));
        policy.Push(mistaken, [0, 1]);
        Assert.That(policy.Judge(0, knowing, two), Is.Empty, "2 errors saved");
        Assert.That(policy.Judge(1, knowing, two), Is.Empty, "the devices are judged apart");
        Assert.That(policy.Judge(0, knowing, two), Is.EqualTo([0]), "4 errors saved");
        policy.Push(mistaken, [0]);
        Assert.That(policy.Judge(0, knowing, two), Is.Empty, "2 since the push");
    }

    [Test]
    public void A_missing_category_and_the_range_of_a_pixel_fit_into_their_bytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        new RawSamples(SmallFleet.Mixed).Write([1, 0.5f, -2, 0, 0, 0], 2, writer);

        // −2 is 0xC0000000 in IEEE 754; half of 255 rounds to even, 128.
        Assert.That(stream.ToArray(), Is.EqualTo(new byte[] { 255, 128, 0, 0, 0, 0xC0, 255, 2 }));
    }
}
