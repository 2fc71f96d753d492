namespace Cartel.Learning.Tests;

public sealed class FadingMetricsTests
{
    // scikit-learn 1.2.1, with w = [0.9 ** (11 - i) for i in range(12)]: accuracy_score(y, p, sample_weight=w),
    // cohen_kappa_score(y, p, sample_weight=w), f1_score(…, average='macro', labels=[0, 1, 2]), recall_score and
    // precision_score(…, average=None, labels=[0, 1, 2]).
    [Test]
    public void Agree_with_scikit_learn_on_weighted_samples()
    {
        int[] labels = [0, 1, 2, 2, 0, 1, 1, 2, 0, 0, 1, 2];
        int[] predictions = [0, 2, 2, 2, 0, 1, 0, 2, 1, 0, 1, -1];
        var metrics = new FadingMetrics(3, 0.9);
        for (var i = 0; i < labels.Length; i++) metrics.Observe(labels[i], predictions[i]);

        Assert.Multiple(() =>
        {
            Assert.That(metrics.Count, Is.EqualTo(7.175704635190002).Within(1e-8));
            Assert.That(metrics.Accuracy, Is.EqualTo(0.6281663507977775).Within(1e-8));
            Assert.That(metrics.Kappa, Is.EqualTo(0.4790028702508913).Within(1e-8));
            Assert.That(metrics.MacroF1, Is.EqualTo(0.6754207933234349).Within(1e-8));
            Assert.That(((double?[])[metrics.Recall(0), metrics.Recall(1), metrics.Recall(2)]).Cast<double>(), Is.EqualTo(new[] { 0.68727311, 0.60382827, 0.59579427 }).Within(1e-8));
            Assert.That(((double?[])[metrics.Precision(0), metrics.Precision(1), metrics.Precision(2)]).Cast<double>(), Is.EqualTo(new[] { 0.73068928, 0.66256889, 0.80869868 }).Within(1e-8));
        });
    }

    [TestCase(0.5)]
    [TestCase(0.99)]
    [TestCase(0.9999)]
    public void Are_those_of_the_recurrence_over_a_long_stream(double fading)
    {
        var metrics = new FadingMetrics(4, fading);
        var random = new Random(5);
        var (hits, count) = (0.0, 0.0);
        for (var i = 0; i < 30_000; i++)
        {
            var (label, predicted) = (random.Next(4), random.Next(-1, 4));
            metrics.Observe(label, predicted);
            hits = (label == predicted ? 1 : 0) + (fading * hits);
            count = 1 + (fading * count);
            if (i % 97 == 0) Assert.That((metrics.Count, metrics.Accuracy!.Value), Is.EqualTo((count, hits / count)).Using<(double A, double B)>(Near));
        }
    }

    [Test]
    public void Go_on_from_a_saved_state_as_if_they_had_never_stopped([Values(0, 1, 1000)] int samples)
    {
        var metrics = Observed(samples);

        var restored = FadingMetrics.Restore(metrics.Save());

        for (var i = 0; i < 50; i++)
        {
            Assert.That(restored.Save(), Is.EqualTo(metrics.Save()));
            metrics.Observe(i / 2 % 3, i % 3);
            restored.Observe(i / 2 % 3, i % 3);
        }
    }

    [Test]
    public void Refuse_damaged_states()
    {
        var state = Observed(100).Save();
        const int WeightAt = 20;
        foreach (var damaged in Damage.Of(state)) Assert.That(() => FadingMetrics.Restore(damaged), Throws.TypeOf<ModelFormatException>());

        for (var at = WeightAt; at < state.Length; at += sizeof(double))
        {
            foreach (var value in new[] { double.NaN, -1, double.MaxValue })
                Assert.That(() => FadingMetrics.Restore(Damage.WithDouble(state, at, value)), Throws.TypeOf<ModelFormatException>(), $"{value} at {at}");
        }
    }

    [TestCase(-1, 0)]
    [TestCase(3, 0)]
    [TestCase(0, 3)]
    [TestCase(0, -2)]
    public void Refuse_a_class_that_there_is_not_and_keep_their_state(int label, int predicted)
    {
        var metrics = Observed(9);
        var state = metrics.Save();

        Assert.That(() => metrics.Observe(label, predicted), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(metrics.Save(), Is.EqualTo(state));
    }

    [TestCase(0, 0.9)]
    [TestCase(2, 0.4)]
    [TestCase(2, 1.1)]
    [TestCase(2, double.NaN)]
    public void Refuse_settings_out_of_range(int classes, double fading) =>
        Assert.That(() => new FadingMetrics(classes, fading), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    [NonParallelizable]
    public void Allocate_nothing_per_sample()
    {
        var metrics = Observed(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) metrics.Observe(i % 3, i % 2);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static FadingMetrics Observed(int samples)
    {
        var metrics = new FadingMetrics(3, 0.99);
        var random = new Random(7);
        for (var i = 0; i < samples; i++) metrics.Observe(random.Next(3), random.Next(-1, 3));
        return metrics;
    }

    private static bool Near((double A, double B) left, (double A, double B) right) =>
        Math.Abs(left.A - right.A) <= 1e-9 * right.A && Math.Abs(left.B - right.B) <= 1e-9;
}
