using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class ClassRecallMonitorTests
{
    private const int Common = 0;
    private const int Rare = 1;

    // Every hundredth sample is of the rare class, whose recall falls from 0.9 to 0.3 at the change; the common one's stays.
    private static IEnumerable<(int Label, int Predicted)> Stream(int samples, int change)
    {
        var (common, before, after) = (Streams.Errors(4, 0.1, samples), Streams.Errors(5, 0.1, samples), Streams.Errors(6, 0.7, samples));
        for (var i = 0; i < samples; i++)
        {
            var label = i % 100 == 99 ? Rare : Common;
            var wrong = (label == Common ? common : i < change ? before : after)[i] > 0;
            yield return (label, wrong ? 1 - label : label);
        }
    }

    [Test]
    public void Reads_each_class_s_detector_and_leaves_out_those_that_have_seen_nothing()
    {
        var (monitor, alone) = (PredictionMonitors.Create("class-recall:periodic?every=5", 3), PredictionMonitors.Create("page-hinkley", 3));
        foreach (var label in new[] { 1, 1, 0, 1 }) monitor.Observe(label, label);

        Assert.That(monitor.Readings, Is.EqualTo(new MonitorReading[] { new(0, new(1, 5)), new(1, new(3, 5)), new(2, new(0, 5)) }));
        Assert.That(alone.Readings, Is.Empty, "it warms up");
        for (var i = 0; i < 40; i++) alone.Observe(0, 0);
        Assert.That(alone.Readings, Is.EqualTo(new MonitorReading[] { new(null, new(0, 50)) }));
    }

    [Test]
    public void Sees_a_rare_class_fail_that_the_error_rate_hides()
    {
        var (recall, errors) = (PredictionMonitors.Create("class-recall", 2), PredictionMonitors.Create("shiryaev-roberts", 2));
        var found = new List<(int At, int Label)>();
        var overall = new List<int>();
        var at = 0;
        foreach (var (label, predicted) in Stream(23_000, change: 20_000))
        {
            if (recall.Observe(label, predicted) is DriftSignal.Drift) found.Add((at, label));
            if (errors.Observe(label, predicted) is DriftSignal.Drift) overall.Add(at);
            at++;
        }

        Assert.That(found, Has.Count.EqualTo(1));
        Assert.That(found[0].Label, Is.EqualTo(Rare));
        Assert.That(found[0].At, Is.InRange(20_000, 22_000)); // 20 samples of that class
        Assert.That(overall, Is.Empty);
    }

    [Test]
    public void Is_a_detector_of_its_own_for_each_class()
    {
        var monitor = new ClassRecallMonitor(2, "hddm-a");
        var detectors = new[] { new HddmA(), new HddmA() };

        foreach (var (label, predicted) in Stream(20_000, change: 5_000))
            Assert.That(monitor.Observe(label, predicted), Is.EqualTo(detectors[label].Observe(label == predicted ? 0 : 1)));
    }

    [Test]
    public void Goes_on_from_a_saved_state_as_if_it_had_never_stopped()
    {
        var monitor = new ClassRecallMonitor(2);
        var samples = Stream(4_000, change: 2_000).ToList();
        foreach (var (label, predicted) in samples[..3_000]) monitor.Observe(label, predicted);
        var restored = new ClassRecallMonitor(2);

        restored.Restore(monitor.Save());

        foreach (var (label, predicted) in samples[3_000..]) Assert.That(restored.Observe(label, predicted), Is.EqualTo(monitor.Observe(label, predicted)));
        Assert.That(restored.Save(), Is.EqualTo(monitor.Save()));
        monitor.Reset();
        Assert.That(monitor.Save(), Is.EqualTo(new ClassRecallMonitor(2).Save()));
    }

    [Test]
    public void Refuses_a_damaged_state_and_keeps_its_own()
    {
        var monitor = new ClassRecallMonitor(2);
        foreach (var (label, predicted) in Stream(1_000, change: 500)) monitor.Observe(label, predicted);
        var state = monitor.Save();
        byte[] long1 = [.. state];
        long1[11] = 0x7F; // the length of the first detector's state

        foreach (var damaged in Damage.Of(state).Append(long1).Append(new ClassRecallMonitor(3).Save()))
        {
            Assert.That(() => monitor.Restore(damaged), Throws.TypeOf<ModelFormatException>());
            Assert.That(monitor.Save(), Is.EqualTo(state));
        }
    }

    [Test]
    public void No_prediction_is_a_wrong_one()
    {
        foreach (var kind in (string[])["class-recall", "adwin"])
        {
            var (silent, wrong) = (PredictionMonitors.Create(kind, 2), PredictionMonitors.Create(kind, 2));
            silent.Observe(0, Sample.Unlabelled);
            wrong.Observe(0, 1);

            Assert.That(silent.Save(), Is.EqualTo(wrong.Save()));
        }
    }

    [TestCase(-1, 0)]
    [TestCase(0, 2)]
    [TestCase(0, -2)]
    public void Refuses_a_class_that_is_not_there(int label, int predicted)
    {
        foreach (var kind in (string[])["class-recall", "adwin"])
            Assert.That(() => PredictionMonitors.Create(kind, 2).Observe(label, predicted), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Makes_every_monitor_it_lists() =>
        Assert.That(PredictionMonitors.Kinds.Select(static kind => PredictionMonitors.Create(kind, 3).Observe(2, 2)), Has.All.EqualTo(DriftSignal.None));

    [TestCase("class-recall:oracle")]
    [TestCase("class-recall:hddm-a?drift=7")]
    [TestCase("class-recal")]
    public void Refuses_a_name_that_is_not_there(string kind) =>
        Assert.That(() => PredictionMonitors.Create(kind, 2), Throws.ArgumentException);
}
