using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Alarms on outcomes of which the truth is known: how many too many, how late, of which classes.</summary>
public sealed class DriftMonitorTests
{
    private const int Classes = 5;

    private static readonly string[] Triggers = ["overall", "overall:adwin", "class-recall", DriftTriggers.Default, "overall+class-recall", "paper"];

    // Recalls of 0.95 to 0.6: 100,000 samples a trigger.
    [Test]
    public void On_a_steady_stream_there_are_next_to_no_alarms([ValueSource(nameof(Triggers))] string trigger)
    {
        var alarms = 0;
        for (var seed = 1; seed <= 5; seed++)
        {
            var stream = new Outcomes(seed, [0.95, 0.9, 0.8, 0.7, 0.6]);
            var monitor = Monitor(trigger);
            alarms += Enumerable.Range(0, 20_000).Count(_ => stream.Feed(monitor).Count > 0);
        }

        // Errors of 0.21 lie above the paper's limit of 0.1 for ever: every 500 samples, save that a class pauses for 300.
        if (trigger == "paper") Assert.That(alarms, Is.GreaterThan(100));
        else Assert.That(alarms, Is.LessThanOrEqualTo(3));
    }

    [Test]
    public void The_detector_that_is_nearest_to_an_alarm_is_told_first()
    {
        var monitor = Monitor("class-recall:page-hinkley+paper?window=4&batch=10");
        for (var i = 0; i < 60; i++) monitor.Observe(i % 2, i % 2 == 0 || i < 30 ? i % 2 : 0);

        // Half of the errors lie above the limit in three batches; the sum of class 1's is 15 − 15²/30 − …, below 50.
        Assert.That(monitor.Readings.Select(static one => (one.Name, one.Class)), Is.EqualTo(new (string, int?)[] { ("paper", null), ("class-recall:page-hinkley", 1), ("class-recall:page-hinkley", 0) }));
        Assert.That(monitor.Readings[0].Reading, Is.EqualTo(new DetectorReading(3, 4)));
        Assert.That(monitor.Readings.Select(static one => one.Nearness), Is.Ordered.Descending);
    }

    [TestCase("overall", 150)]
    [TestCase("overall:adwin", 240)]
    [TestCase("class-recall", 120)]
    [TestCase(DriftTriggers.Default, 80)]
    public void A_class_that_falls_is_named_soon_and_alone(string trigger, int within)
    {
        var delays = new List<int>();
        var (named, right) = (0, 0);
        for (var seed = 1; seed <= 40; seed++)
        {
            var stream = new Outcomes(seed, [0.9, 0.9, 0.9, 0.9, 0.9]);
            var monitor = Monitor(trigger);
            for (var i = 0; i < 2000; i++) stream.Feed(monitor);
            stream.Recall[2] = 0.2;
            for (var i = 1; i <= 1000; i++)
            {
                if (stream.Feed(monitor) is not { Count: > 0 } needs) continue;

                delays.Add(i);
                (named, right) = (named + needs.Count, right + (needs.Contains(2) ? 1 : 0));
                break;
            }
        }

        Assert.That(delays, Has.Count.EqualTo(40));
        Assert.That(delays.Order().ElementAt(20), Is.LessThanOrEqualTo(within));
        Assert.That(right, Is.GreaterThanOrEqualTo(36));
        Assert.That(named, Is.LessThanOrEqualTo(44), "one class fell");
    }

    [Test]
    public void A_rare_class_is_heard_by_a_detector_of_its_own_and_by_no_other()
    {
        var delays = Enumerable.Range(1, 20).Select(seed => RareDelay(seed, DriftTriggers.Default)).ToList();

        // It is one sample in 50: the median is 20 of its own.
        Assert.That(delays.Order().ElementAt(10), Is.LessThan(1000));
        Assert.That(Enumerable.Range(1, 20).Count(seed => RareDelay(seed, "overall:adwin") < 4000), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void Errors_that_fall_are_no_alarm([ValueSource(nameof(Triggers))] string trigger)
    {
        var stream = new Outcomes(4, [0.93, 0.93, 0.93, 0.93, 0.93]);
        var monitor = Monitor(trigger);
        for (var i = 0; i < 3000; i++) stream.Feed(monitor);
        Array.Fill(stream.Recall, 1);

        for (var i = 0; i < 5000; i++) Assert.That(stream.Feed(monitor), Is.Empty);
    }

    // The worst that a stream can do: recalls that jump at random, of random classes, at random times.
    [Test]
    public void On_any_outcomes_a_class_is_named_once_a_pause_at_most([ValueSource(nameof(Triggers))] string trigger, [Values(1, 2, 3)] int seed)
    {
        const int samples = 20_000;
        var options = new CollaborationOptions { Trigger = trigger, Cooldown = 100 };
        var monitor = new DriftMonitor(Schema(), options);
        var random = new SeededRandom(seed);
        var stream = new Outcomes(seed, new double[Classes]);
        var (alarms, last) = (0, Enumerable.Repeat(-options.Cooldown, Classes).ToArray());
        for (var i = 0; i < samples; i++)
        {
            if (random.NextDouble() < 0.02) stream.Recall[random.Next(Classes)] = random.Next(2);
            if (random.NextDouble() < 0.001) monitor.Forget();
            var needs = stream.Feed(monitor);
            if (needs.Count > 0) alarms++;
            foreach (var label in needs)
            {
                Assert.That(i - last[label], Is.GreaterThanOrEqualTo(options.Cooldown));
                last[label] = i;
            }
        }

        Assert.That(alarms, Is.InRange(1, Classes * samples / options.Cooldown));
    }

    [Test]
    public void It_goes_on_bit_for_bit_where_it_was_saved([ValueSource(nameof(Triggers))] string trigger)
    {
        var (stream, again) = (new Outcomes(5, [0.9, 0.9, 0.9, 0.9, 0.9]), new Outcomes(5, [0.9, 0.9, 0.9, 0.9, 0.9]));
        var (whole, cut) = (Monitor(trigger), Monitor(trigger));
        for (var i = 0; i < 3000; i++)
        {
            if (i == 1500) stream.Recall[1] = again.Recall[1] = 0.1;
            if (i % 7 == 0) cut = Restored(cut, trigger);
            Assert.That(again.Feed(cut), Is.EqualTo(stream.Feed(whole)));
        }

        Assert.That(Saved(cut), Is.EqualTo(Saved(whole)));
    }

    [Test]
    public void Another_trigger_takes_over_a_saved_monitor_and_begins_afresh()
    {
        var (stream, monitor) = (new Outcomes(6, [0.9, 0.9, 0.9, 0.9, 0.9]), Monitor("overall"));
        for (var i = 0; i < 1000; i++) stream.Feed(monitor);

        var other = Restored(monitor, DriftTriggers.Default);

        Assert.That(other.Metrics.Overall.Count, Is.EqualTo(1000));
        Assert.That(Saved(Restored(other, DriftTriggers.Default)), Is.EqualTo(Saved(other)));
    }

    private static int RareDelay(int seed, string trigger)
    {
        var stream = new Outcomes(seed, [0.9, 0.9, 0.9, 0.9, 0.9]) { RareShare = 0.02 };
        var monitor = Monitor(trigger);
        for (var i = 0; i < 8000; i++) stream.Feed(monitor);
        stream.Recall[4] = 0.2;
        for (var i = 1; i <= 4000; i++)
        {
            if (stream.Feed(monitor).Contains(4)) return i;
        }

        return int.MaxValue;
    }

    private static FeatureSchema Schema() => new([Feature.Numeric("x")], [.. Enumerable.Range(0, Classes).Select(k => $"c{k}")]);

    private static DriftMonitor Monitor(string trigger) => new(Schema(), new CollaborationOptions { Trigger = trigger });

    private static byte[] Saved(DriftMonitor monitor)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        monitor.Save(writer);
        return bytes.ToArray();
    }

    private static DriftMonitor Restored(DriftMonitor monitor, string trigger)
    {
        var reader = new SpanReader(Saved(monitor));
        var restored = DriftMonitor.Restore(Schema(), new CollaborationOptions { Trigger = trigger }, ref reader);
        reader.End();
        return restored;
    }

    /// <summary>A model that is right on each class as often as it is told.</summary>
    private sealed class Outcomes(int seed, double[] recall)
    {
        private readonly SeededRandom _random = new(seed);

        public double[] Recall => recall;

        /// <summary>The share of the last class; by default all are as frequent.</summary>
        public double RareShare { get; init; } = 1.0 / Classes;

        public IReadOnlyList<int> Feed(DriftMonitor monitor)
        {
            var label = _random.NextDouble() < RareShare ? Classes - 1 : _random.Next(Classes - 1);
            return monitor.Observe(label, _random.NextDouble() < recall[label] ? label : (label + 1) % Classes);
        }
    }
}
