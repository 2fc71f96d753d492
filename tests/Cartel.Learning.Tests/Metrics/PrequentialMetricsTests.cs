namespace Cartel.Learning.Tests;

public sealed class PrequentialMetricsTests
{
    // scikit-learn 1.2.1: accuracy_score, cohen_kappa_score, recall_score and precision_score with average=None. Where it
    // says NaN (kappa) or warns and says 0 (recall, precision) for 0 / 0, null is due here.
    private static IEnumerable<TestCaseData> KnownAnswers() =>
    [
        new(new[] { 0, 1, 2, 2, 0, 1, 1, 2, 0, 0, 1, 2 }, new[] { 0, 2, 2, 2, 0, 1, 0, 2, 1, 0, 1, -1 },
            0.6666666666666666, 0.52, new double?[] { 0.75, 0.5, 0.75 }, new double?[] { 0.75, 0.6666666666666666, 0.75 }),
        new(new[] { 3, 1, 3, 3, 2, 0, 1, 3, 3, 2 }, new[] { 3, 3, 3, 1, 2, 0, 1, 3, 2, 2 },
            0.7, 0.5652173913043479, new double?[] { 1, 0.5, 1, 0.6 }, new double?[] { 1, 0.5, 0.6666666666666666, 0.75 }),
        new(new[] { 0, 0, 0, 1 }, new[] { 1, 1, 1, 0 },
            0.0, -0.6000000000000001, new double?[] { 0, 0 }, new double?[] { 0, 0 }),
        new(new[] { 0, 0, 0, 1 }, new[] { 0, 0, 0, 0 },
            0.75, 0.0, new double?[] { 1, 0 }, new double?[] { 0.75, null }),
        new(new[] { 0, 0, 0, 0 }, new[] { 0, 0, 0, 0 },
            1.0, null, new double?[] { 1, null }, new double?[] { 1, null }),
        new(new[] { 0, 0, 1 }, new[] { -1, -1, -1 },
            0.0, 0.0, new double?[] { 0, 0 }, new double?[] { null, null }),
        new(Array.Empty<int>(), Array.Empty<int>(),
            null, null, new double?[] { null, null }, new double?[] { null, null }),
    ];

    [TestCaseSource(nameof(KnownAnswers))]
    public void Agree_with_scikit_learn(int[] labels, int[] predictions, double? accuracy, double? kappa, double?[] recall, double?[] precision)
    {
        var metrics = new PrequentialMetrics(recall.Length, window: 100);
        for (var i = 0; i < labels.Length; i++) metrics.Observe(labels[i], predictions[i]);

        foreach (var tally in new[] { metrics.Overall, metrics.Window })
        {
            Expect(tally.Accuracy, accuracy);
            Expect(tally.Kappa, kappa);
            for (var i = 0; i < recall.Length; i++)
            {
                Expect(tally.Recall(i), recall[i]);
                Expect(tally.Precision(i), precision[i]);
            }
        }
    }

    [Test]
    public void The_window_is_that_of_its_samples_alone([Values(1, 2, 7, 50)] int window, [Values(0, 1, 49, 50, 51, 400)] int samples)
    {
        var (metrics, seen) = Observed(window, samples);
        var alone = new PrequentialMetrics(4, 1000);
        foreach (var (label, predicted) in seen.TakeLast(window)) alone.Observe(label, predicted);

        Assert.That(metrics.Window.Count, Is.EqualTo(Math.Min(window, samples)));
        AssertSame(metrics.Window, alone.Overall);
        var before = seen.SkipLast(window).Select(static sample => sample.Label).LastOrDefault(-1);
        Assert.That(metrics.Window.Repeats, Is.EqualTo(alone.Overall.Repeats + (seen.Count > 0 && seen.TakeLast(window).First().Label == before ? 1 : 0)));
        Assert.That(metrics.Overall.Count, Is.EqualTo(samples));
    }

    [Test]
    public void Counts_are_those_of_labels_predictions_and_hits()
    {
        var metrics = new PrequentialMetrics(3, 2);
        metrics.Observe(0, 0);
        metrics.Observe(1, 0);
        metrics.Observe(1, -1);

        Assert.That(metrics.Overall.LabelCounts.ToArray(), Is.EqualTo(new[] { 1L, 2, 0 }));
        Assert.That(metrics.Overall.PredictionCounts.ToArray(), Is.EqualTo(new[] { 2L, 0, 0 }));
        Assert.That(metrics.Overall.HitCounts.ToArray(), Is.EqualTo(new[] { 1L, 0, 0 }));
        Assert.That(metrics.Window.LabelCounts.ToArray(), Is.EqualTo(new[] { 0L, 2, 0 }));
        Assert.That(metrics.Window.Support(1), Is.EqualTo(2));
    }

    [TestCase(-1, 0)]
    [TestCase(4, 0)]
    [TestCase(0, 4)]
    [TestCase(0, -2)]
    public void Refuse_a_class_that_there_is_not_and_keep_their_state(int label, int predicted)
    {
        var (metrics, _) = Observed(window: 5, samples: 9);
        var state = metrics.Save();

        Assert.That(() => metrics.Observe(label, predicted), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(metrics.Save(), Is.EqualTo(state));
        Assert.That(() => metrics.Overall.Recall(4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => metrics.Overall.Precision(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0, 10)]
    [TestCase(2, 0)]
    [TestCase(2, PrequentialMetrics.LongestWindow + 1)]
    public void Refuse_settings_out_of_range(int classCount, int window) =>
        Assert.That(() => new PrequentialMetrics(classCount, window), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Go_on_from_a_saved_state_as_if_they_had_never_stopped([Values(0, 3, 7, 8, 30)] int samples)
    {
        var (metrics, _) = Observed(window: 7, samples);

        var restored = PrequentialMetrics.Restore(metrics.Save());

        Assert.That(restored.WindowLength, Is.EqualTo(7));
        for (var i = 0; i < 20; i++)
        {
            AssertSame(restored.Window, metrics.Window);
            AssertSame(restored.Overall, metrics.Overall);
            Assert.That((restored.Window.Repeats, restored.Overall.Repeats), Is.EqualTo((metrics.Window.Repeats, metrics.Overall.Repeats)));
            metrics.Observe(i / 2 % 4, i % 3);
            restored.Observe(i / 2 % 4, i % 3);
        }
    }

    [Test]
    public void Refuse_damaged_states()
    {
        var (metrics, _) = Observed(window: 7, samples: 30);
        foreach (var damaged in Damage.Of(metrics.Save()).Concat(Impossible(metrics.Save())))
            Assert.That(() => PrequentialMetrics.Restore(damaged), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    [NonParallelizable]
    public void Allocate_nothing_per_sample()
    {
        var (metrics, _) = Observed(window: 100, samples: 200);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) metrics.Observe(i % 4, i % 3);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    // Kind, classes, window, repeats: 20 bytes; then per class labels, predictions, hits of 8 each; then the window: its
    // length, the label before it, and its samples.
    private static IEnumerable<byte[]> Impossible(byte[] state)
    {
        (int At, byte Value)[] places =
        [
            (4, 0), (7, 127), (8, 0), (11, 127), (12, 30), (12, 0), (19, 255), (27, 255), (36, 255), (43, 255), (20 + 4 * 24, 6), (24 + 4 * 24, 4), (27 + 4 * 24, 255),
            (state.Length - 1, 1), (state.Length - 5, 255),
        ];
        foreach (var (at, value) in places)
        {
            byte[] damaged = [.. state];
            damaged[at] = value;
            yield return damaged;
        }
    }

    private static (PrequentialMetrics Metrics, List<(int Label, int Predicted)> Seen) Observed(int window, int samples)
    {
        var metrics = new PrequentialMetrics(4, window);
        var random = new Random(7);
        var seen = Enumerable.Range(0, samples).Select(_ => (random.Next(4), random.Next(-1, 4))).ToList();
        foreach (var (label, predicted) in seen) metrics.Observe(label, predicted);
        return (metrics, seen);
    }

    private static void AssertSame(ClassTally actual, ClassTally expected)
    {
        Assert.That((actual.Count, actual.Hits, actual.Accuracy, actual.Kappa), Is.EqualTo((expected.Count, expected.Hits, expected.Accuracy, expected.Kappa)));
        Assert.That(actual.LabelCounts.ToArray(), Is.EqualTo(expected.LabelCounts.ToArray()));
        Assert.That(actual.PredictionCounts.ToArray(), Is.EqualTo(expected.PredictionCounts.ToArray()));
        Assert.That(actual.HitCounts.ToArray(), Is.EqualTo(expected.HitCounts.ToArray()));
    }

    private static void Expect(double? actual, double? expected)
    {
        if (expected is { } value) Assert.That(actual, Is.EqualTo(value).Within(1e-12));
        else Assert.That(actual, Is.Null);
    }
}
